/**
 * Keeps the pipes of programs open while no vigild does: the kernel throws away what is in a pipe that nobody has open,
 * and so the last words of a program which ends between two daemons would be lost. The keeper is one `sleep(1)` with a
 * descriptor for each pipe. It does nothing, and is left to the next daemon by the journal.
 *
 * A program that is started for the first time needs a keeper that knows its pipe, so a new one takes the place of the
 * old one then; series of starts share one. Where nothing runs, there is no keeper.
 */
import { closeSync, constants, openSync } from 'node:fs';
import type { ExitStatus } from '../core/exit-status.ts';
import {
  type FileDescriptor,
  fileDescriptor,
  later,
  type MonotonicTime,
  milliseconds,
  type Pid,
  type SignalNumber,
} from '../core/units.ts';
import type { RecordedIdentity } from '../journal/record.ts';
import type { SpawnChildResult, SpawnRequest } from '../os/child-process.ts';
import { errorCode } from '../os/errno.ts';
import { openDescriptors, readOpenFile, readProcess } from '../os/process-table.ts';
import type { ActivityLog, Clock, SignalOutcome } from '../supervisor/ports.ts';

export interface PipeKeeperParts {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly environment: ReadonlyMap<string, string>;
  spawn(request: SpawnRequest): SpawnChildResult;
  expectExit(pid: Pid, exited: (status: ExitStatus) => void): void;
  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome;
  /** Told of each change of the keeper; null: there is none. */
  onChange(keeper: RecordedIdentity | null): void;
}

/** In a keeper's environment: it has a program's pipes open, and is no program's all the same. */
const MARK = 'VIGIL_PIPE_KEEPER=1';

/** Whether this is the environment of a keeper, also of one that its own daemon had no time to write down. */
export function isKeepersEnvironment(entries: readonly string[]): boolean {
  return entries.includes(MARK);
}

/** So long after a start, or after the last of a series of them. */
const DELAY = milliseconds(30);
const LONGEST_DELAY = milliseconds(300);
/** A keeper that nobody comes for ends by itself after a day. One that is in use is then replaced. */
const LIFE_SECONDS = 24 * 60 * 60;
const SIGKILL = 9 as SignalNumber;

export class PipeKeeper {
  readonly #parts: PipeKeeperParts;
  /** Paths of pipes that this daemon reads. */
  readonly #open = new Set<string>();
  /** Paths of pipes that the keeper has open. */
  #held: ReadonlySet<string> = new Set();
  #pid: Pid | null = null;
  #firstRequest: MonotonicTime | null = null;
  #isScheduled = false;
  #isClosed = false;

  constructor(parts: PipeKeeperParts) {
    this.#parts = parts;
  }

  /** The keeper of an earlier daemon, which is held. */
  adopt(pid: Pid): void {
    const files = openDescriptors(pid).map((fd) => readOpenFile(pid, fd) ?? '');
    this.#held = new Set(files);
    this.#use(pid);
  }

  /** A pipe is read from now on. */
  opened(path: string): void {
    this.#open.add(path);
    if (!this.#held.has(path)) this.#renewSoon();
  }

  /** A pipe is not read any more. */
  closed(path: string): void {
    this.#open.delete(path);
    if (this.#open.size === 0) this.#renewSoon();
  }

  /** The end of this life of the daemon, which leaves nothing to keep. */
  close(): void {
    this.#isClosed = true;
    this.#dismiss();
  }

  #renewSoon(): void {
    const { clock } = this.#parts;
    this.#firstRequest ??= clock.now();
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    const known = this.#open.size;
    clock.schedule(later(clock.now(), DELAY), () => {
      this.#isScheduled = false;
      const isSeries = this.#open.size > known && this.#firstRequest !== null;
      const latest = later(this.#firstRequest ?? clock.now(), LONGEST_DELAY);
      if (isSeries && clock.now() < latest) this.#renewSoon();
      else this.#renew();
    });
  }

  #renew(): void {
    this.#firstRequest = null;
    if (this.#isClosed) return;
    if (this.#open.size === 0) {
      this.#dismiss();
      return;
    }
    if ([...this.#open].every((path) => this.#held.has(path))) return;
    const before = this.#pid;
    const wanted = new Set([...this.#open, ...this.#held]);
    const pid = this.#start(wanted);
    if (pid === null) return;
    this.#pid = null;
    this.#use(pid);
    if (before !== null) this.#parts.signal(before, SIGKILL, false);
  }

  #start(paths: ReadonlySet<string>): Pid | null {
    const { spawn, environment, log } = this.#parts;
    const pipes = new Map([...paths].flatMap((path) => openPipe(path)));
    const nothing = fileDescriptor(openSync('/dev/null', 'r+'));
    try {
      const result = spawn({
        path: '/bin/sleep',
        argv: ['sleep', String(LIFE_SECONDS)],
        environment: [...Array.from(environment, ([name, value]) => `${name}=${value}`), MARK],
        directory: '/',
        umask: null,
        stdin: nothing,
        stdout: nothing,
        stderr: nothing,
        sockets: [],
        inherited: [...pipes.values()],
        processGroup: 'session',
        user: null,
      });
      if (result.kind === 'spawned') {
        this.#held = new Set(pipes.keys());
        return result.pid;
      }
      log.log('debug', `cannot keep pipes open for a successor: ${result.message}`);
      return null;
    } finally {
      for (const fd of [nothing, ...pipes.values()]) closeSync(fd);
    }
  }

  #use(pid: Pid): void {
    const { expectExit, onChange } = this.#parts;
    this.#pid = pid;
    expectExit(pid, () => this.#ended(pid));
    onChange({ pid, startTicks: readProcess(pid)?.startTicks ?? 0 });
  }

  /** By itself, or because another took its place. */
  #ended(pid: Pid): void {
    if (this.#pid !== pid) return;
    this.#pid = null;
    this.#held = new Set();
    if (this.#open.size > 0) this.#renewSoon();
  }

  #dismiss(): void {
    if (this.#pid === null) return;
    this.#parts.signal(this.#pid, SIGKILL, false);
    this.#pid = null;
    this.#held = new Set();
    this.#parts.onChange(null);
  }
}

/** Nothing where the pipe is gone. */
function openPipe(path: string): readonly (readonly [string, FileDescriptor])[] {
  try {
    return [[path, fileDescriptor(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))]];
  } catch (error) {
    errorCode(error);
    return [];
  }
}
