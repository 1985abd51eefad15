/**
 * Another build goes on in this very process: it is tried first, then the servers come to rest between two requests, and
 * execve(2) puts it in this one's place. Programs stay its children, sockets stay open, and what clients send meanwhile
 * waits in the kernel. See docs/decisions/0015-upgrade-in-place.md.
 */
import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { HttpServerConfig } from '../../config/model.ts';
import { messageOf } from '../../core/thrown.ts';
import { fileDescriptor } from '../../core/units.ts';
import { VERSION } from '../../core/version.ts';
import type { HttpServer } from '../../http/server.ts';
import { execAgain, type NextProgram } from '../../os/exec-again.ts';
import type { UpgradeOutcome } from '../../rpc/daemon-facade.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { Instance } from '../instance.ts';
import type { Machine } from '../machine.ts';
import { serverKey } from '../serving/http-servers.ts';
import { type CommandLine, descriptorsOf, type Handover, removeHandover, writeHandover } from './handover.ts';
import { TIME_TO_SERVE, tryBuild } from './trial.ts';

export interface UpgradeParts {
  readonly machine: Machine;
  readonly instance: Instance;
  readonly log: ActivityLog;
  /** Of the configuration, in the order of {@link servers}. */
  readonly configured: readonly HttpServerConfig[];
  readonly servers: () => readonly HttpServer[];
  /** What would end the next build, and this one again when it comes back; null: nothing that is known. */
  readonly obstacle: () => string | null;
  /** Whether the daemon runs and is not about to end. */
  readonly isRunning: () => boolean;
  /** Names of all there are. */
  readonly groups: () => readonly string[];
  /** What became of the upgrade that brought this build here, if one did. */
  readonly past: UpgradeOutcome;
  /** Right before this build ends: what is not yet on file is written. */
  readonly before: () => void;
  /** It could not end after all. */
  readonly after: () => void;
}

/** Calls that wait for something get no more time than this to end; they are cut then. */
const RESTING_TIME = 5000;

export class Upgrade {
  readonly #parts: UpgradeParts;
  #outcome: UpgradeOutcome;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    this.#outcome = parts.past;
  }

  get outcome(): UpgradeOutcome {
    return this.#outcome;
  }

  /** Resolves when the build was tried: to what is wrong, or to null, and the upgrade then goes on by itself. */
  async begin(path: string): Promise<string | null> {
    if (this.#outcome.state === 'under-way') return 'another upgrade is under way';
    this.#outcome = { state: 'under-way', problem: '' };
    // Whatever goes wrong, an upgrade that is not under way any more must not keep others from being tried.
    const refusal = await this.#try(path).catch((error) => `cannot try it: ${messageOf(error)}`);
    if (refusal !== null) this.#failed(refusal);
    return refusal;
  }

  async #try(path: string): Promise<string | null> {
    const { machine, instance, isRunning } = this.#parts;
    const script = scriptOf(path);
    if (script === null) return `there is no vigild at "${path}"`;
    const { directory } = machine.start;
    const request = { machine, directory, runDirectory: instance.runDirectory, pidfile: instance.identity };
    const trial = await tryBuild({ ...request, command: commandLine(script, ['--trial']) });
    if (trial.kind === 'bad') return `${script}: ${trial.reason}`;
    if (!isRunning()) return 'the daemon is about to end';
    const obstacle = this.#parts.obstacle();
    if (obstacle !== null) return obstacle;
    this.#parts.log.log('info', `upgrading: ${script} takes over from vigild ${VERSION}`);
    // After the answer to the one who asked.
    machine.clock.defer(() =>
      this.#perform(script, trial.patience).catch((error) => machine.reportBug(error)),
    );
    return null;
  }

  async #perform(script: string, patience: number): Promise<void> {
    const { servers, isRunning } = this.#parts;
    const signal = AbortSignal.timeout(RESTING_TIME);
    await Promise.all(servers().map((server) => server.rest({ signal })));
    const problem = isRunning() ? this.#exec(script, patience) : 'the daemon is about to end';
    for (const server of servers()) server.goOn();
    this.#failed(`${script}: ${problem}`);
  }

  #failed(problem: string): void {
    this.#outcome = { state: 'failed', problem };
    this.#parts.log.log('critical', `not upgraded: ${problem}`);
  }

  /** Returns only when it failed: with the reason. */
  #exec(script: string, patience: number): string {
    const path = join(this.#parts.instance.runDirectory, 'upgrade');
    try {
      const handover = this.#handover();
      const environment = writeHandover(path, handover);
      const descriptors = descriptorsOf(handover).map(fileDescriptor);
      return this.#execNoted({ ...commandLine(script), environment, descriptors, patience });
    } catch (error) {
      return messageOf(error);
    } finally {
      removeHandover(path);
    }
  }

  #execNoted(next: NextProgram): string {
    const { machine, before, after } = this.#parts;
    before();
    const errno = execAgain(machine.libc, next);
    after();
    return errno;
  }

  #handover(): Handover {
    const { machine, instance, configured, servers, groups } = this.#parts;
    return {
      format: 1,
      version: VERSION,
      pidfile: instance.identity,
      lock: instance.descriptors,
      servers: servers().flatMap((server, index) => {
        const config = configured[index];
        return config === undefined ? [] : [[serverKey(config), server.descriptors()] as const];
      }),
      sockets: [...machine.activationSockets.descriptors()],
      groups: groups(),
      directory: machine.start.directory,
      isInBackground: machine.background !== null,
      isGuarded: machine.start.isGuarded,
      originalOpenFiles: machine.originalOpenFiles,
      before: commandLine(process.argv[1] ?? ''),
      patience: TIME_TO_SERVE,
      failure: null,
    };
  }
}

/** This command line, with another script. */
function commandLine(script: string, first: readonly string[] = []): CommandLine {
  const argv = [process.argv0, ...process.execArgv, script, ...first, ...process.argv.slice(2)];
  return { path: process.execPath, argv };
}

/** The empty path is that of the build that runs; a directory is that of a package. */
function scriptOf(path: string): string | null {
  if (path === '') return process.argv[1] ?? null;
  if (!isAbsolute(path) || !existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return path;
  const script = join(path, 'bin/vigild');
  return existsSync(script) ? script : null;
}
