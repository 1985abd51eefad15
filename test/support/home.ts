/**
 * A user with a home directory of its own, in which `vigilctl run` may start a daemon. Whatever that daemon and its
 * programs are, they are gone with it.
 */
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  killAllWithMark,
  killAllWithVariable,
  killIfThere,
  MARK,
  newMark,
  processesWithMark,
} from './instance-mark.ts';
import { peerPath } from './peers.ts';
import { isAlive, openDescriptors, readTextIfAny } from './proc-files.ts';
import { type CompletedRun, runToExit } from './run-to-exit.ts';
import { makeTempDir } from './temp-dir.ts';
import { VIGILCTL } from './vigilctl.ts';
import { waitUntil } from './wait-until.ts';

/** Whom the commands run as: whoever runs the tests, or a user without rights. */
export type Whose = 'own' | 'nobody';

const NOBODY = 65534;

export async function withHome<T>(whose: Whose, use: (home: Home) => Promise<T>): Promise<T> {
  const home = new Home(whose);
  try {
    return await use(home);
  } finally {
    await home.destroy();
  }
}

export class Home {
  readonly #directory = makeTempDir();
  readonly #mark = newMark();
  readonly #whose: Whose;
  readonly #runDirectories = new Set<string>();

  constructor(whose: Whose) {
    this.#whose = whose;
    if (whose === 'nobody') chownSync(this.path, NOBODY, NOBODY);
  }

  get path(): string {
    return this.#directory.path;
  }

  /** Where its daemon lives. */
  get place(): string {
    return join(this.path, '.local/state/vigil');
  }

  get environment(): Readonly<Record<string, string>> {
    return { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: this.path, [MARK]: this.#mark };
  }

  /** The words before a command that make this user run it. */
  get prefix(): readonly string[] {
    if (this.#whose === 'own') return [];
    return [peerPath('setpriv'), `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  }

  /** Directories that this user may write to. */
  makeDirectory(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path);
    if (this.#whose === 'nobody') chownSync(path, NOBODY, NOBODY);
    return path;
  }

  /** Null when there is no daemon. */
  get daemonPid(): number | null {
    const pid = Number(readTextIfAny(join(this.place, 'vigild.pid')));
    return pid > 0 && isAlive(pid) ? pid : null;
  }

  async vigilctl(
    words: readonly string[],
    options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {},
  ): Promise<CompletedRun> {
    const { cwd = this.path, environment = this.environment } = options;
    const [first = '', ...rest] = [...this.prefix, process.execPath, VIGILCTL, ...words];
    const run = await runToExit(first, rest, { directory: cwd, environment, within: 60_000 });
    this.#noteRunDirectory();
    return run;
  }

  /** What it started and that lives, its daemon aside. */
  programs(): readonly number[] {
    const programs = processesWithMark(this.#mark).filter(({ pid }) => pid !== this.daemonPid);
    return programs.map(({ pid }) => pid).filter(isAlive);
  }

  async destroy(): Promise<void> {
    const daemon = this.daemonPid;
    this.#noteRunDirectory();
    if (daemon !== null) killIfThere(daemon);
    await waitUntil('the end of the daemon', () => daemon === null || !isAlive(daemon));
    await killAllWithMark(this.#mark);
    // The daemon has an environment of its own, and so have those who keep its pipes.
    await killAllWithVariable('HOME', this.path);
    for (const path of this.#runDirectories) rmSync(path, { recursive: true, force: true });
    this.#directory.remove();
  }

  #noteRunDirectory(): void {
    const daemon = this.daemonPid;
    if (daemon === null) return;
    const lock = [...openDescriptors(daemon).values()].find((target) => /\/vigil.*\/lock$/.test(target));
    if (lock !== undefined) this.#runDirectories.add(dirname(lock));
  }
}
