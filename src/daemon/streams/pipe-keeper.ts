/**
 * Keeps the pipes of programs open while no vigild does: the kernel throws away what is in a pipe that nobody has open,
 * and so the last words of a program which ends between two daemons would be lost. The keeper is one `sleep(1)` with the
 * far end of a queue of descriptors, into which each pipe is put before its program starts. It does nothing, and is left
 * to the next daemon by the journal.
 *
 * A queue that is full is begun anew, with a keeper that inherits every pipe there is by then. Where nothing runs for a
 * while, there is no keeper.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { sep } from 'node:path';
import type { ExitStatus } from '../../core/exit-status.ts';
import { SIGKILL } from '../../core/signals.ts';
import { errorCode } from '../../core/thrown.ts';
import {
  type FileDescriptor,
  fileDescriptor,
  later,
  milliseconds,
  type Pid,
  type SignalNumber,
  pid as toPid,
} from '../../core/units.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import type { SpawnChildResult, SpawnRequest } from '../../os/child-process.ts';
import type { DescriptorQueue } from '../../os/descriptor-queue.ts';
import {
  listProcesses,
  openDescriptors,
  type ProcessIdentity,
  readEnvironment,
  readOpenFile,
  readProcess,
} from '../../os/process-table.ts';
import type { ActivityLog, Clock, SignalOutcome, Timer } from '../../supervisor/ports.ts';

export interface PipeKeeperParts {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly environment: ReadonlyMap<string, string>;
  makeQueue(): DescriptorQueue;
  spawn(request: SpawnRequest): SpawnChildResult;
  expectExit(pid: Pid, exited: (status: ExitStatus) => void): void;
  signal(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome;
  /** A keeper is about to be started: until the next {@link onChange} there may be several. */
  onChanging(): void;
  /** Told of each change of the keeper; null: there is none. */
  onChange(keeper: RecordedIdentity | null): void;
}

/** In a keeper's environment: it has a program's pipes open, and is no program's all the same. */
const MARK = 'VIGIL_PIPE_KEEPER=1';

/** Whether this is the environment of a keeper, also of one that its own daemon had no time to write down. */
export function isKeepersEnvironment(entries: readonly string[]): boolean {
  return entries.includes(MARK);
}

/** Keepers of an instance, also those that their own daemon had no time to write down. Reads every process there is. */
export function findKeepers(runDirectory: string): readonly ProcessIdentity[] {
  const isOfInstance = (pid: Pid) =>
    [...openDescriptors(pid)].some((fd) => readOpenFile(pid, fd)?.startsWith(runDirectory + sep) === true);
  return listProcesses().filter(
    ({ pid, state }) =>
      state !== 'Z' && isKeepersEnvironment(readEnvironment(pid) ?? []) && isOfInstance(pid),
  );
}

/** Before a keeper that ended takes up again: one that cannot live is not started all the time. */
const PAUSE = milliseconds(30);
/** So long a keeper without pipes stays for programs that are about to start again. */
const IDLE_TIME = milliseconds(10_000);
/** For the end of a keeper that was killed. */
const LONGEST_END = milliseconds(1000);
/** A keeper that nobody comes for ends by itself after a day. One that is in use is then replaced. */
const LIFE_SECONDS = 24 * 60 * 60;

interface Keeper {
  readonly pid: Pid;
  readonly identity: RecordedIdentity;
  /** Its far end is the keeper's. */
  readonly queue: DescriptorQueue;
  /** Paths of pipes that it keeps. */
  readonly held: Set<string>;
}

export class PipeKeeper {
  readonly #parts: PipeKeeperParts;
  /** Paths of pipes that this daemon reads. */
  readonly #open = new Set<string>();
  #keeper: Keeper | null = null;
  /** Keepers of an earlier daemon, and pipes of that one that nobody has opened since. */
  readonly #earlier = new Set<Pid>();
  readonly #unread = new Set<string>();
  /** All whose ends were not told yet. */
  readonly #living = new Set<Pid>();
  #onNoneLives: () => void = () => undefined;
  #pause: Timer | null = null;
  #idle: Timer | null = null;
  #isClosed = false;

  constructor(parts: PipeKeeperParts) {
    this.#parts = parts;
  }

  /** Keepers of an earlier daemon, which are held, and all pipes that they may keep. They stay until {@link relieve}. */
  adopt(keepers: readonly RecordedIdentity[], pipes: readonly string[]): void {
    for (const path of pipes) this.#unread.add(path);
    for (const identity of keepers) {
      const pid = toPid(identity.pid);
      this.#earlier.add(pid);
      this.#expectEnd(pid, () => this.#earlier.delete(pid));
    }
  }

  /** Of the programs that the earlier daemon left, all that go on have their pipes open. */
  relieve(): void {
    if (this.#keeper === null && this.#unread.size > 0) this.#renew();
    if (this.#earlier.size === 0 || this.#keeper === null) return;
    for (const pid of this.#earlier) this.#kill(pid);
    this.#earlier.clear();
    this.#parts.onChange(this.#keeper.identity);
  }

  /** A new pipe is at this path, in place of any that was. */
  made(path: string): void {
    this.#keeper?.held.delete(path);
  }

  /** A pipe is read from now on, as `fd`. When this returns, what is in it outlives the daemon. */
  opened(path: string, fd: FileDescriptor): void {
    this.#open.add(path);
    this.#unread.delete(path);
    const keeper = this.#keeper;
    if (keeper?.held.has(path)) return;
    if (keeper?.queue.put(fd)) keeper.held.add(path);
    else this.#renew();
  }

  /** A pipe is not read any more. */
  closed(path: string): void {
    this.#open.delete(path);
    if (this.#open.size > 0 || this.#isClosed) return;
    const { clock } = this.#parts;
    this.#idle ??= clock.schedule(later(clock.now(), IDLE_TIME), () => {
      this.#idle = null;
      if (this.#open.size === 0) this.#dismiss();
    });
  }

  /** The end of this life of the daemon, which leaves nothing to keep. Resolves when no keeper lives any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause?.cancel();
    this.#idle?.cancel();
    for (const pid of this.#earlier) this.#kill(pid);
    if (this.#keeper !== null) this.#kill(this.#keeper.pid);
    this.#parts.onChange(null);
    this.#earlier.clear();
    this.#forget();
    await this.#untilNoneLives();
  }

  /** SIGKILL is the work of moments, and nobody waits longer than {@link LONGEST_END}. */
  async #untilNoneLives(): Promise<void> {
    if (this.#living.size === 0) return;
    const { clock } = this.#parts;
    await new Promise<void>((resolve) => {
      const patience = clock.schedule(later(clock.now(), LONGEST_END), resolve);
      this.#onNoneLives = () => {
        patience.cancel();
        resolve();
      };
    });
  }

  #expectEnd(pid: Pid, ended: () => void): void {
    this.#living.add(pid);
    this.#parts.expectExit(pid, () => {
      this.#living.delete(pid);
      ended();
      if (this.#living.size === 0) this.#onNoneLives();
    });
  }

  /** A keeper that keeps every pipe there is takes the place of the one before. */
  #renew(): void {
    if (this.#isClosed) return;
    const before = this.#keeper;
    this.#parts.onChanging();
    const started = this.#start();
    if (typeof started === 'string') {
      this.#parts.log.log('debug', `cannot keep pipes open for a successor: ${started}`);
      return;
    }
    this.#keeper = started;
    this.#expectEnd(started.pid, () => this.#ended(started));
    if (before !== null) {
      before.queue.close();
      this.#kill(before.pid);
    }
    if (this.#earlier.size === 0) this.#parts.onChange(started.identity);
  }

  /** A text says why there is none. */
  #start(): Keeper | string {
    const temporary: FileDescriptor[] = [];
    let queue: DescriptorQueue | null = null;
    try {
      queue = this.#parts.makeQueue();
      temporary.push(queue.far);
      const nothing = fileDescriptor(openSync('/dev/null', 'r+'));
      temporary.push(nothing);
      const pipes = new Map([...this.#open, ...this.#unread].flatMap((path) => openPipe(path)));
      temporary.push(...pipes.values());
      const result = this.#spawn(nothing, [queue.far, ...pipes.values()]);
      if (result.kind === 'failed') {
        queue.close();
        return result.message;
      }
      const { pid } = result;
      const identity = { pid, startTicks: readProcess(pid)?.startTicks ?? 0 };
      return { pid, identity, queue, held: new Set(pipes.keys()) };
    } catch (error) {
      queue?.close();
      return errorCode(error);
    } finally {
      for (const fd of temporary) closeSync(fd);
    }
  }

  #spawn(nothing: FileDescriptor, inherited: readonly FileDescriptor[]): SpawnChildResult {
    const { spawn, environment } = this.#parts;
    return spawn({
      path: '/bin/sleep',
      argv: ['sleep', String(LIFE_SECONDS)],
      environment: [...Array.from(environment, ([name, value]) => `${name}=${value}`), MARK],
      directory: '/',
      umask: null,
      stdin: nothing,
      stdout: nothing,
      stderr: nothing,
      sockets: [],
      inherited,
      processGroup: 'session',
      user: null,
    });
  }

  /** By itself, or because another took its place. */
  #ended(keeper: Keeper): void {
    if (this.#keeper !== keeper) return;
    this.#forget();
    const { clock } = this.#parts;
    this.#pause ??= clock.schedule(later(clock.now(), PAUSE), () => {
      this.#pause = null;
      if (this.#keeper === null && this.#open.size > 0) this.#renew();
    });
  }

  #dismiss(): void {
    if (this.#keeper === null) return;
    this.#kill(this.#keeper.pid);
    this.#forget();
    this.#parts.onChange(null);
  }

  #forget(): void {
    this.#keeper?.queue.close();
    this.#keeper = null;
  }

  #kill(pid: Pid): void {
    this.#parts.signal(pid, SIGKILL, false);
  }
}

/** Nothing where the pipe is gone. */
function openPipe(path: string): readonly (readonly [string, FileDescriptor])[] {
  try {
    return [[path, fileDescriptor(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))]];
  } catch {
    return [];
  }
}
