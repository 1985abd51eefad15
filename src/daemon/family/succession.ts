/**
 * Who takes over from a main process of a program that has left, and how long to wait until that shows: a server that puts
 * itself into the background takes a moment for it.
 */
import { resolve } from 'node:path';
import type { Daemonize, ProcessConfig } from '../../config/model.ts';
import { splitCommand } from '../../core/command-words.ts';
import { type BackgroundHabit, backgroundHabit } from '../../core/foreground-commands.ts';
import {
  type Candidate,
  type Departure,
  goesOn,
  isOnlyLauncher,
  isOrderly,
  isPassing,
  launchedBy,
  type Successor,
  successorOf,
} from '../../core/main-process.ts';
import {
  type Milliseconds,
  type MonotonicTime,
  milliseconds,
  type Pid,
  toMilliseconds,
  pid as toPid,
} from '../../core/units.ts';
import { type ProcessStat, readProcess } from '../../os/process-table.ts';
import type { Aftermath, Clock, MainExit } from '../../supervisor/ports.ts';
import { isCalledTheSame, isSameProgram, type ProgramFacts, programOf, readPidfile } from './family-facts.ts';
import type { Orphans } from './orphans.ts';

export interface SuccessionSurroundings {
  readonly clock: Clock;
  readonly orphans: Orphans;
  /** `[supervisord] daemonize`. */
  readonly daemonize: Daemonize;
}

/** The orphans of a program that live when its main process has left. */
export interface Bereaved {
  readonly all: readonly ProcessStat[];
  /** Without those of earlier runs. */
  readonly ofThisRun: readonly ProcessStat[];
}

/** How long a process that left the foreground may take until it is in a session of its own. */
const FIRST_WAIT = 2;
const LONGEST_WAIT = 512;
/** Ages are counted in clock ticks, of which both ends are rounded. */
const COARSENESS = milliseconds(20);
/** With a pid file there is something to wait for. */
const LONGEST_WAIT_FOR_PIDFILE = 4096;

export class Succession {
  readonly #surroundings: SuccessionSurroundings;
  #config: ProcessConfig;
  /** In which the run was started: this daemon's, or that of an earlier one. */
  #startSession: number;
  /** Of the main process, when it became that. */
  #session: number;
  #program: ProgramFacts | null = null;
  /** When the run began; null: none has. */
  #spawnedAt: MonotonicTime | null = null;
  /** When the first step into the background, or the last hand-over, was followed. */
  #followedAt: MonotonicTime | null = null;
  /** In this run, or in one before it. */
  #hasLeftForeground = false;
  #waited = 0;

  constructor(config: ProcessConfig, surroundings: SuccessionSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.#startSession = surroundings.orphans.ownSession;
    this.#session = this.#startSession;
  }

  /** Whether a process that leaves the foreground is followed at all. */
  get isFollowed(): boolean {
    return (this.#config.family.daemonize ?? this.#surroundings.daemonize) === 'auto';
  }

  /** Whether what is spawned will go into the background again, as far as is known: it only starts the program. */
  get isBackgroundProgram(): boolean {
    return this.#hasLeftForeground && this.isFollowed;
  }

  reconfigure(config: ProcessConfig): void {
    if (config.command !== this.#config.command) this.#hasLeftForeground = false;
    this.#config = config;
  }

  /** A main process was spawned. */
  began(): void {
    this.#startSession = this.#surroundings.orphans.ownSession;
    this.#session = this.#startSession;
    this.#program = null;
    this.#spawnedAt = this.#surroundings.clock.now();
    this.#followedAt = null;
    this.#waited = 0;
  }

  /** Whether the main process may be a step into the background, as far as its age tells. */
  get mayBeLauncher(): boolean {
    return this.isFollowed && this.#followedAt === null && this.#isYoung(this.#surroundings.clock.now());
  }

  hadBegun(age: Milliseconds): boolean {
    if (this.#spawnedAt === null) return false;
    return age <= this.#surroundings.clock.now() - this.#spawnedAt + COARSENESS;
  }

  /** Whether the command is known for going into the background. */
  get isKnownToLeave(): boolean {
    return this.#habit() !== null;
  }

  /** After {@link began}, where an earlier daemon spawned the main process, or followed it. */
  resumed(main: ProcessStat, spawnedAt: MonotonicTime): void {
    this.#session = main.session;
    this.#spawnedAt = spawnedAt;
    // Every process is spawned as the leader of a group, and none as that of a session.
    const isSessionLeader = main.session === main.pid;
    if (isSessionLeader) this.#followedAt = this.#surroundings.clock.now();
    const isSpawned = !isSessionLeader && main.group === main.pid;
    if (isSpawned) this.#startSession = main.session;
    else this.#hasLeftForeground = true;
  }

  /** By now the main process is the program and no wrapper of it. */
  settled(pid: Pid): void {
    this.#program = programOf(pid);
  }

  successor(exit: MainExit, { all, ofThisRun }: Bereaved): Successor | null {
    if (!this.isFollowed || ofThisRun.length === 0) return null;
    const departure = this.#departure(exit, all);
    if (
      departure.named === null &&
      this.#config.family.pidfile !== null &&
      this.#waited < LONGEST_WAIT_FOR_PIDFILE
    )
      return null;
    return successorOf(this.#candidates(ofThisRun), departure);
  }

  /** Whether a program that was told to stop has left what goes on with it. */
  goesOn(exit: MainExit, { all, ofThisRun }: Bereaved): boolean {
    if (!this.isFollowed || ofThisRun.length === 0) return false;
    // What only starts the program has left nothing else, in whatever session that is so far.
    if (this.#habit()?.isLauncher === true) return true;
    return goesOn(this.#candidates(ofThisRun), this.#departure(exit, all), this.#config.stopsignal);
  }

  #departure(exit: MainExit, all: readonly ProcessStat[]): Departure {
    return {
      status: exit.status,
      main: exit.pid,
      mainSession: this.#session,
      isPassing: this.#isPassing(exit),
      isYoung: this.#isYoung(exit.at),
      ownSession: this.#startSession,
      named: this.#namedByPidfile(all),
    };
  }

  /** Where no successor shows any more: what a process leaves that went too soon to be the program. */
  launched(exit: MainExit, { ofThisRun }: Bereaved): Successor | null {
    if (!this.isFollowed || exit.isStopping || this.#spawnedAt === null || this.#followedAt !== null)
      return null;
    const upFor = milliseconds(exit.at - this.#spawnedAt);
    const isTooSoon = isOnlyLauncher(upFor, toMilliseconds(this.#config.startsecs));
    if (!isTooSoon && this.#habit()?.isLauncher !== true) return null;
    return launchedBy(this.#candidates(ofThisRun), exit.status);
  }

  /** Whether a successor may yet show, where there is none so far. */
  mayStillShow(exit: MainExit, { ofThisRun }: Bereaved): boolean {
    const mayMiss = this.#surroundings.orphans.mayMiss && this.#waited < LONGEST_WAIT;
    return mayMiss || this.#mayStillDetach(exit, ofThisRun);
  }

  wait(): Aftermath {
    const wait = milliseconds(this.#waited === 0 ? FIRST_WAIT : this.#waited);
    this.#waited += wait;
    return { kind: 'undecided', wait };
  }

  follow({ pid, origin }: Successor, exit: MainExit): Aftermath {
    const { clock, orphans } = this.#surroundings;
    if (!this.#isPassing(exit)) this.#followedAt = clock.now();
    this.#session = readProcess(pid)?.session ?? orphans.ownSession;
    this.#program = programOf(pid);
    this.#waited = 0;
    this.#hasLeftForeground ||= origin === 'daemonized';
    return {
      kind: 'main-changed',
      pid,
      origin,
      advice: origin === 'daemonized' ? (this.#habit()?.cure ?? null) : null,
    };
  }

  #isYoung(at: MonotonicTime): boolean {
    const upFor = this.#spawnedAt === null ? null : milliseconds(at - this.#spawnedAt);
    return isPassing(upFor, toMilliseconds(this.#config.startsecs));
  }

  #isPassing({ at }: MainExit): boolean {
    const followedFor = this.#followedAt === null ? null : milliseconds(at - this.#followedAt);
    return isPassing(followedFor, toMilliseconds(this.#config.startsecs));
  }

  #candidates(processes: readonly ProcessStat[]): readonly Candidate[] {
    const before = this.#program;
    return processes.map(({ pid, session, startTicks, isPlainFork }) => {
      const program = programOf(pid);
      return {
        pid,
        session,
        startTicks,
        isSameProgram: !isPlainFork && isSameProgram(before, program),
        isCalledTheSame: before !== null && program !== null && isCalledTheSame(before, program),
      };
    });
  }

  #namedByPidfile(alive: readonly ProcessStat[]): Pid | null {
    const { family, directory } = this.#config;
    if (family.pidfile === null) return null;
    const pid = readPidfile(resolve(directory ?? '.', family.pidfile));
    // Only our own children can be waited for.
    return alive.some((process) => process.pid === pid) ? toPid(pid) : null;
  }

  #mayStillDetach({ status, isStopping }: MainExit, ofThisRun: readonly ProcessStat[]): boolean {
    const { family } = this.#config;
    if (isStopping || !isOrderly(status) || !this.isFollowed) return false;
    const longest = family.pidfile === null ? LONGEST_WAIT : LONGEST_WAIT_FOR_PIDFILE;
    return this.#waited < longest && ofThisRun.length > 0;
  }

  /** What is known of the command, and what would keep it in the foreground. */
  #habit(): BackgroundHabit | null {
    const split = splitCommand(this.#config.command);
    return split.kind === 'split' ? backgroundHabit(split.words) : null;
  }
}
