/**
 * The processes of one program, as the kernel knows them: the main process with all below it, and the orphans of both.
 * Finds the one that takes over from a main process which left, and ends what is to be ended.
 */
import { basename, resolve } from 'node:path';
import type { Daemonize, GroupConfig, ProcessConfig } from '../config/model.ts';
import { splitCommand } from '../core/command-words.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import { foregroundCure } from '../core/foreground-commands.ts';
import { type Candidate, isOrderly, isPassing, type Successor, successorOf } from '../core/main-process.ts';
import type { Leftovers } from '../core/process-event.ts';
import {
  bytes,
  type Milliseconds,
  type MonotonicTime,
  milliseconds,
  type Pid,
  type SignalNumber,
  toMilliseconds,
  pid as toPid,
  wallClockTime,
} from '../core/units.ts';
import type { Cgroups } from '../os/cgroups.ts';
import type { Libc } from '../os/native.ts';
import { bootTime, type ProcessStat, readProcess, withDescendants } from '../os/process-table.ts';
import { pageSize, TICKS_PER_SECOND } from '../os/process-usage.ts';
import { signalProcess } from '../os/signal-process.ts';
import type {
  ActivityLog,
  Aftermath,
  Clock,
  FamilyMember,
  MainExit,
  ProgramFamily,
} from '../supervisor/ports.ts';
import { FamilyEnding } from './family-ending.ts';
import {
  commandOf,
  describeProcesses,
  isSameProgram,
  marksOf,
  type ProgramFacts,
  programOf,
  readPidfile,
  roleOf,
} from './family-facts.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import type { Departed, Orphans } from './orphans.ts';

export interface FamilySurroundings {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly libc: Libc;
  readonly orphans: Orphans;
  /** `[supervisord] daemonize`. */
  readonly daemonize: Daemonize;
  /** SUPERVISOR_SERVER_URL for programs without a `serverurl` of their own. */
  readonly serverUrl: string | null;
  readonly cgroups: FamilyCgroups | null;
}

/** `always`: for every program; otherwise for those that need one. */
export interface FamilyCgroups {
  readonly groups: Cgroups;
  readonly when: 'auto' | 'always';
}

/** How long a process that left the foreground may take until it is in a session of its own. */
const FIRST_WAIT = 2;
const LONGEST_WAIT = 512;
/** With a pid file there is something to wait for. */
const LONGEST_WAIT_FOR_PIDFILE = 4096;
const YOUNG = milliseconds(2000);

/** Shared by all: empty ones of its own would cost each program half a kilobyte. */
const NO_PIDS: ReadonlySet<number> = new Set();
const NOBODY_SEEN: ReadonlyMap<number, number> = new Map();

export class KernelFamily implements ProgramFamily, OrphanOwner {
  readonly pipes: string;
  readonly marks: ReadonlyMap<string, string>;
  readonly cgroup: string | null;
  readonly #surroundings: FamilySurroundings;
  #config: ProcessConfig;
  #main: { readonly pid: Pid; readonly session: number } | null = null;
  #program: ProgramFacts | null = null;
  /** When the first step into the background, or the last hand-over, was followed. */
  #followedAt: MonotonicTime | null = null;
  #beganAt = Number.NEGATIVE_INFINITY;
  readonly #orphans = new Map<number, ProcessStat>();
  /** Of orphans, those of earlier runs. */
  #earlier: ReadonlySet<number> = NO_PIDS;
  /** Start times of who was seen below the main process. */
  #seen: ReadonlyMap<number, number> = NOBODY_SEEN;
  #waited = 0;
  #isStopping = false;
  /** The main process is the daemon's child, and so its orphans come to the daemon. */
  #isOurs = false;
  #ending: FamilyEnding | null = null;

  /** `pipes`: what the paths of the program's pipes begin with. */
  constructor(
    config: ProcessConfig,
    group: GroupConfig,
    surroundings: FamilySurroundings & { readonly pipes: string },
  ) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.pipes = surroundings.pipes;
    // Also where it was not made yet: what an earlier daemon left may be in it.
    this.cgroup = surroundings.cgroups?.groups.pathOf(basename(this.pipes)) ?? null;
    this.marks = marksOf(config, group, surroundings.serverUrl);
    surroundings.orphans.add(this);
  }

  get name(): string {
    return this.#config.name;
  }

  get isYoung(): boolean {
    return this.#surroundings.clock.now() - this.#beganAt < YOUNG;
  }

  began(pid: Pid): void {
    this.#surroundings.orphans.spawned(pid);
    this.#begin(pid);
  }

  #begin(pid: Pid): void {
    const { clock, orphans } = this.#surroundings;
    this.#main = { pid, session: orphans.ownSession };
    this.#program = null;
    this.#followedAt = null;
    this.#beganAt = clock.now();
    this.#seen = NOBODY_SEEN;
    this.#waited = 0;
    this.#isStopping = false;
    this.#isOurs = true;
    if (this.#orphans.size === 0) orphans.forgetBands(this);
    if (this.#orphans.size > 0 || this.#earlier.size > 0) this.#earlier = new Set(this.#orphans.keys());
    orphans.isMainOf(pid, this);
    const isWanted =
      this.#surroundings.cgroups?.when === 'always' || this.#config.family.stopScope === 'tree';
    if (isWanted) this.#placeInCgroup(pid);
  }

  resumed(pid: Pid | null): void {
    if (pid !== null) {
      this.#begin(pid);
      const found = readProcess(pid);
      this.#main = { pid, session: found?.session ?? this.#surroundings.orphans.ownSession };
      this.#isOurs = found?.parent === process.pid;
      // No process is spawned as the leader of a session.
      if (found?.session === pid) this.#followedAt = this.#surroundings.clock.now();
      this.settled(pid);
    } else this.#surroundings.orphans.search(this);
  }

  settled(pid: Pid): void {
    this.#program = programOf(pid);
  }

  beforeStop(pid: Pid): void {
    this.#isStopping = true;
    this.#surroundings.orphans.scan();
    const below = withDescendants([pid]);
    for (const process of below) if (process.pid !== pid) this.#surroundings.orphans.hasBand(process, this);
    this.#seen = new Map(below.map((process) => [process.pid, process.startTicks]));
  }

  mayHaveLeft(status: ExitStatus): boolean {
    return isOrderly(status) && !this.#isStopping && this.#isFollowed();
  }

  hasSeen({ pid, startTicks }: ProcessStat): boolean {
    return this.#seen.get(pid) === startTicks;
  }

  adopt(process: ProcessStat): void {
    this.#orphans.set(process.pid, process);
  }

  changed(): void {
    this.#ending?.step();
  }

  afterExit(exit: MainExit): Aftermath {
    if (!this.#isOurs) this.#surroundings.orphans.search(this);
    const alive = this.#livingOrphans({ owner: this, status: exit.status });
    const successor = this.#successor(exit, alive);
    if (successor !== null && !exit.isStopping) return this.#follow(successor, exit);
    const mayMiss = this.#surroundings.orphans.mayMiss && this.#waited < LONGEST_WAIT;
    if (successor === null && (mayMiss || this.#mayStillDetach(exit, alive))) return this.#undecided();
    const left = withDescendants(alive.map(({ pid }) => pid));
    if (this.#haveEnded(alive, left)) return this.afterExit(exit);
    return this.#ended(left, successor !== null);
  }

  signalMembers(main: Pid | null, signal: SignalNumber): void {
    const others = this.#everyone(main).filter(({ pid }) => pid !== main);
    const { libc } = this.#surroundings;
    for (const process of others) signalProcess(libc, process, signal);
  }

  clear(options: { readonly signal: SignalNumber; readonly patience: Milliseconds }, done: () => void): void {
    const { clock, log, libc } = this.#surroundings;
    this.#ending?.close();
    const ending = new FamilyEnding({
      name: this.name,
      clock,
      log,
      firstSignal: options.signal,
      patience: options.patience,
      killAll: () => {
        if (this.cgroup !== null && this.#main === null) this.#surroundings.cgroups?.groups.kill(this.cgroup);
      },
      alive: () => this.#everyone(null),
      isForeign: ({ pid, parent }) => this.#orphans.has(pid) && parent !== process.pid,
      signal: (process, signal) => signalProcess(libc, process, signal),
      done: () => {
        this.#ending = null;
        done();
      },
    });
    this.#ending = ending;
    ending.step();
  }

  members(main: Pid | null): readonly FamilyMember[] {
    const boot = bootTime();
    const page = pageSize();
    return this.#everyone(main).map((process) => ({
      pid: process.pid,
      parent: process.parent,
      command: commandOf(process),
      role: roleOf(process, main, this.#earlier),
      cpu: milliseconds(((process.userTicks + process.systemTicks) * 1000) / TICKS_PER_SECOND),
      memory: bytes(process.residentPages * page),
      startedAt: wallClockTime(boot + (process.startTicks * 1000) / TICKS_PER_SECOND),
    }));
  }

  leftovers(): Leftovers | null {
    const left = this.#everyone(null);
    return left.length === 0 ? null : { description: describeProcesses(left), areDetached: false };
  }

  orphans(): readonly Pid[] {
    this.#surroundings.orphans.scan();
    return [...this.#orphans.values()].map(({ pid }) => pid);
  }

  reconfigure(config: ProcessConfig): void {
    this.#config = config;
  }

  close(): void {
    this.#ending?.close();
    const { orphans, cgroups } = this.#surroundings;
    if (this.cgroup !== null) cgroups?.groups.remove(this.cgroup);
    orphans.remove(this);
  }

  #everyone(main: Pid | null): readonly ProcessStat[] {
    for (;;) {
      const roots = this.#livingOrphans();
      const pids = roots.map(({ pid }) => pid);
      const found = withDescendants(main === null ? pids : [main, ...pids]);
      if (!this.#haveEnded(roots, found)) return found;
    }
  }

  /** Whether some of these were gone a moment later: then their children have come to the daemon, and are to be looked for. */
  #haveEnded(orphans: readonly ProcessStat[], found: readonly ProcessStat[]): boolean {
    const pids = new Set(found.map(({ pid }) => pid));
    const haveEnded = orphans.some(({ pid }) => !pids.has(pid));
    if (haveEnded) this.#surroundings.orphans.lookAgain();
    return haveEnded;
  }

  #isFollowed(): boolean {
    return (this.#config.family.daemonize ?? this.#surroundings.daemonize) === 'auto';
  }

  /**
   * As they are now; forgets those that are gone. Where one ended during the look, its children have come to the daemon
   * after it: they are looked for again. `just`: as for {@link Orphans.scan}.
   */
  #livingOrphans(just: Departed | null = null): readonly ProcessStat[] {
    const { orphans } = this.#surroundings;
    for (;;) {
      orphans.scan(just);
      const alive: ProcessStat[] = [];
      let hasEnded = false;
      for (const [pid, { startTicks }] of this.#orphans) {
        const now = readProcess(pid);
        const isGone = now === null || now.startTicks !== startTicks || now.state === 'Z';
        if (isGone) this.#orphans.delete(pid);
        else alive.push(now);
        hasEnded ||= isGone;
      }
      if (!hasEnded) return alive;
      orphans.lookAgain();
    }
  }

  #successor(exit: MainExit, alive: readonly ProcessStat[]): Successor | null {
    if (!this.#isFollowed()) return null;
    const { orphans } = this.#surroundings;
    const candidates = alive
      .filter(({ pid }) => !this.#earlier.has(pid))
      .map((process) => this.#candidate(process));
    if (candidates.length === 0) return null;
    const named = this.#namedByPidfile(alive);
    if (named === null && this.#config.family.pidfile !== null && this.#waited < LONGEST_WAIT_FOR_PIDFILE)
      return null;
    const { ownSession } = orphans;
    return successorOf(candidates, {
      status: exit.status,
      main: exit.pid,
      mainSession: this.#main?.session ?? ownSession,
      isPassing: this.#isPassing(exit),
      ownSession,
      named,
    });
  }

  #isPassing({ at }: MainExit): boolean {
    const followedFor = this.#followedAt === null ? null : milliseconds(at - this.#followedAt);
    return isPassing(followedFor, toMilliseconds(this.#config.startsecs));
  }

  #candidate(process: ProcessStat): Candidate {
    const { pid, session, startTicks, isPlainFork } = process;
    const isSuccessor = !isPlainFork && isSameProgram(this.#program, programOf(pid));
    return { pid, session, startTicks, isSameProgram: isSuccessor };
  }

  #namedByPidfile(alive: readonly ProcessStat[]): Pid | null {
    const { family, directory } = this.#config;
    if (family.pidfile === null) return null;
    const pid = readPidfile(resolve(directory ?? '.', family.pidfile));
    // Only our own children can be waited for.
    return alive.some((process) => process.pid === pid) ? toPid(pid) : null;
  }

  #mayStillDetach({ status, isStopping }: MainExit, alive: readonly ProcessStat[]): boolean {
    const { family } = this.#config;
    if (isStopping || !isOrderly(status) || !this.#isFollowed()) return false;
    const longest = family.pidfile === null ? LONGEST_WAIT : LONGEST_WAIT_FOR_PIDFILE;
    return this.#waited < longest && alive.some(({ pid }) => !this.#earlier.has(pid));
  }

  #follow({ pid, origin }: Successor, exit: MainExit): Aftermath {
    const { clock, orphans } = this.#surroundings;
    if (!this.#isPassing(exit)) this.#followedAt = clock.now();
    this.#orphans.delete(pid);
    this.#main = { pid, session: readProcess(pid)?.session ?? orphans.ownSession };
    this.#program = programOf(pid);
    this.#isOurs = readProcess(pid)?.parent === process.pid;
    this.#waited = 0;
    orphans.isMainOf(pid, this);
    this.#placeInCgroup(pid);
    return { kind: 'main-changed', pid, origin, advice: origin === 'daemonized' ? this.#advice() : null };
  }

  /** With all below it. What was forked and left meanwhile is known by other signs. */
  #placeInCgroup(pid: Pid): void {
    const groups = this.#surroundings.cgroups?.groups;
    if (groups === undefined || this.cgroup === null || !groups.make(this.cgroup)) return;
    for (const process of withDescendants([pid])) {
      if (groups.of(process.pid) !== this.cgroup) groups.place(this.cgroup, process.pid);
    }
  }

  #undecided(): Aftermath {
    const wait = milliseconds(this.#waited === 0 ? FIRST_WAIT : this.#waited);
    this.#waited += wait;
    return { kind: 'undecided', wait };
  }

  #advice(): string | null {
    const split = splitCommand(this.#config.command);
    return split.kind === 'split' ? foregroundCure(split.words) : null;
  }

  #ended(left: readonly ProcessStat[], areDetached = false): Aftermath {
    this.#main = null;
    if (left.length === 0) {
      this.#surroundings.orphans.forgetBands(this);
      return { kind: 'ended', leftovers: null };
    }
    return { kind: 'ended', leftovers: { description: describeProcesses(left), areDetached } };
  }
}
