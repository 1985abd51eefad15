/** A user's own vigild: started when it is needed, in the background, and gone when it has nothing to do. */
import { linkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../core/thrown.ts';
import { makeDirectories } from '../os/make-directories.ts';
import { FAULTS } from '../rpc/faults.ts';
import type { Client } from './client.ts';
import { ConnectError, DisconnectedError } from './http-connection.ts';
import { socketUrl } from './server-url.ts';
import { USER_CONFIGURATION, type UserPlace } from './user-place.ts';

export interface UserDaemonParts {
  readonly place: UserPlace;
  /** The path of the vigild to start. */
  readonly vigild: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly connect: (serverUrl: string) => Client;
}

export type OpenOutcome =
  | { readonly kind: 'open' }
  /** `lines` say why, in the words of vigild where it did not start. */
  | { readonly kind: 'failed'; readonly lines: readonly string[] };

/** For a machine under load; a daemon starts in a tenth of a second. */
const PATIENCE = 30_000;
const PAUSE = 50;

/**
 * What the daemon gets of its first user's environment. Programs get all of it when they are added; here only what
 * tells who and where the user is, so that nothing of one session stays for ever.
 */
const DAEMON_VARIABLES =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|XDG_\w+_(HOME|DIR|DIRS))$/;

export class UserDaemon {
  readonly #parts: UserDaemonParts;

  constructor(parts: UserDaemonParts) {
    this.#parts = parts;
  }

  get place(): UserPlace {
    return this.#parts.place;
  }

  get serverUrl(): string {
    return socketUrl(this.place.socket);
  }

  /** Resolves when it takes commands. Where several start it at once, one of them does and the others wait. */
  async open(): Promise<OpenOutcome> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const state = await this.#state();
      if (state === 'up') return { kind: 'open' };
      if (state === 'absent') {
        const failure = this.#prepare() ?? (await this.#start());
        if (failure !== null) return { kind: 'failed', lines: failure };
      }
      if (performance.now() > deadline) {
        return { kind: 'failed', lines: [`It does not answer: see ${this.place.directory}/vigild.log`] };
      }
      if (state !== 'absent') await delay(PAUSE);
    }
  }

  /** After its last program went: waits until it is gone. False when it has not ended: there was another program. */
  async untilEnded(pid: number): Promise<boolean> {
    if ((await this.#state()) === 'up') return false;
    const deadline = performance.now() + PATIENCE;
    while (isAlive(pid) && performance.now() < deadline) await delay(PAUSE);
    return true;
  }

  async #state(): Promise<'up' | 'ending' | 'absent'> {
    const client = this.#parts.connect(this.serverUrl);
    try {
      const reply = await client.call('supervisor.getPID');
      return reply.kind === 'fault' && reply.code === FAULTS.SHUTDOWN_STATE ? 'ending' : 'up';
    } catch (error) {
      if (error instanceof ConnectError) return 'absent';
      // Anything else is an answer, which the call that follows makes clear.
      return error instanceof DisconnectedError ? 'ending' : 'up';
    } finally {
      client.close();
    }
  }

  /** Null when everything is in its place. */
  #prepare(): readonly string[] | null {
    const { configFile, childLogs } = this.place;
    try {
      const stranger = this.#ownerOfAnother();
      if (stranger !== null) return stranger;
      makeDirectories(childLogs, 0o700);
      if (statSync(configFile, { throwIfNoEntry: false }) === undefined) writeOnce(configFile);
      return null;
    } catch (error) {
      return [
        `Cannot make ${this.place.directory}: ${(error as Error).message}`,
        'Set XDG_STATE_HOME to a directory of your own',
      ];
    }
  }

  /** Under sudo, HOME may still be that of another user, who could not enter what root makes there. */
  #ownerOfAnother(): readonly string[] | null {
    const uid = process.getuid?.();
    for (let path = this.place.directory; path !== '/'; path = dirname(path)) {
      const owner = statSync(path, { throwIfNoEntry: false })?.uid;
      if (owner === undefined) continue;
      if (owner === uid) return null;
      return [
        `${path} belongs to uid ${owner}, and you are uid ${uid}`,
        'Set HOME or XDG_STATE_HOME to a directory of your own (with sudo: sudo -H)',
      ];
    }
    return null;
  }

  /** Null when it was started, or when somebody else just does that. */
  async #start(): Promise<readonly string[] | null> {
    const { spawn } = await import('node:child_process');
    const { vigild, environment, place } = this.#parts;
    const kept = [...environment].filter(([name]) => DAEMON_VARIABLES.test(name));
    const child = spawn(process.execPath, [vigild, '-c', place.configFile], {
      cwd: place.directory,
      env: Object.fromEntries(kept),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const text = Buffer.concat(said).toString('utf8').trimEnd();
    if (code === 0) return null;
    if (text.includes('is already running with pidfile')) {
      await delay(PAUSE);
      return null;
    }
    return [`Your own vigild does not start with ${place.configFile}:`, ...text.split('\n')];
  }
}

/** Another one that starts it at the same time finds a whole file or none. */
function writeOnce(path: string): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, USER_CONFIGURATION, { mode: 0o600 });
  try {
    linkSync(beside, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // It is gone, or the number is another user's by now.
  }
}
