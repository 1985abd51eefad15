/**
 * The processes of one program, as the kernel knows them: the main process with all below it, and the orphans of both.
 * Finds the one that takes over from a main process which left, and ends what is to be ended.
 */
import { basename } from 'node:path';
import type { ProcessConfig } from '../../config/model.ts';
import type { ExitStatus } from '../../core/exit-status.ts';
import { isOrderly, type Successor } from '../../core/main-process.ts';
import type { Leftovers } from '../../core/process-event.ts';
import {
  type Milliseconds,
  type MonotonicTime,
  milliseconds,
  type Pid,
  type SignalNumber,
  type WallClockTime,
} from '../../core/units.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import type { Libc } from '../../os/native.ts';
import type { HoldOutcome } from '../../os/pidfd-watch.ts';
import {
  isChildless,
  type ProcessIdentity,
  type ProcessStat,
  readProcess,
  withDescendants,
} from '../../os/process-table.ts';
import { signalProcess } from '../../os/signal-process.ts';
import type {
  ActivityLog,
  Aftermath,
  FamilyMember,
  MainExit,
  ProgramFamily,
} from '../../supervisor/ports.ts';
import { type CutShortStart, commandName, cutShortStart, isOfCutShortStart } from './cut-short.ts';
import { FamilyCgroup, type FamilyCgroups } from './family-cgroup.ts';
import { FamilyEnding } from './family-ending.ts';
import { describeProcesses, hasMarksOf, membersOf } from './family-facts.ts';
import { FamilyOrphans } from './family-orphans.ts';
import type { OrphanOwner } from './orphan-owner.ts';
import { SeenMembers } from './seen-members.ts';
import { Succession, type SuccessionSurroundings } from './succession.ts';

export interface FamilySurroundings extends SuccessionSurroundings {
  readonly log: ActivityLog;
  readonly libc: Libc;
  /** SUPERVISOR_SERVER_URL for programs without a `serverurl` of their own. */
  readonly serverUrl: string | null;
  readonly cgroups: FamilyCgroups | null;
  /** Of a process, by the clock ticks since boot that `/proc` has. */
  startedAt(ticks: number): WallClockTime;
  /** Takes hold of a process that is not the daemon's child, so that its exit can be told. */
  hold(identity: ProcessIdentity): HoldOutcome;
}

const YOUNG = milliseconds(2000);

export class KernelFamily implements ProgramFamily, OrphanOwner {
  readonly pipes: string;
  readonly #surroundings: FamilySurroundings;
  readonly #succession: Succession;
  readonly #orphans: FamilyOrphans;
  readonly #cgroup: FamilyCgroup;
  readonly #seen = new SeenMembers();
  #config: ProcessConfig;
  #hasMain = false;
  #beganAt = Number.NEGATIVE_INFINITY;
  #isStopping = false;
  /** The start that an earlier daemon did not see through, if there is one. */
  #cutShort: CutShortStart | null = null;
  /** The main process is the daemon's child, and so its orphans come to the daemon. */
  #isOurs = false;
  #ending: FamilyEnding | null = null;

  /** `pipes`: what the paths of the program's pipes begin with. */
  constructor(config: ProcessConfig, pipes: string, surroundings: FamilySurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.pipes = pipes;
    this.#succession = new Succession(config, surroundings);
    this.#orphans = new FamilyOrphans(surroundings.orphans);
    this.#cgroup = new FamilyCgroup(surroundings.cgroups, basename(this.pipes));
    surroundings.orphans.add(this);
  }

  get name(): string {
    return this.#config.name;
  }

  get cgroup(): string | null {
    return this.#cgroup.path;
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
    this.#succession.began();
    this.#hasMain = true;
    this.#beganAt = clock.now();
    this.#seen.forget();
    this.#isStopping = false;
    this.#cutShort = null;
    this.#isOurs = true;
    if (this.#orphans.size === 0) orphans.forgetBands(this);
    this.#orphans.runBegins();
    orphans.becameMain(pid, this);
    if (this.#isGroupedFromStart) this.#cgroup.place(pid);
  }

  get #isGroupedFromStart(): boolean {
    const { stopScope } = this.#config.family;
    return this.#cgroup.isAlways || stopScope === 'tree' || this.#succession.isBackgroundProgram;
  }

  resumed(run: { readonly pid: Pid; readonly spawnedAt: MonotonicTime } | null): void {
    if (run === null) {
      this.#surroundings.orphans.search(this);
      return;
    }
    const { pid, spawnedAt } = run;
    this.#begin(pid);
    const found = readProcess(pid);
    this.#isOurs = found?.parent === process.pid;
    if (found !== null) this.#succession.resumed(found, spawnedAt);
    this.settled(pid);
    if (found === null || this.#isOurs || !this.#succession.mayBeLauncher) return;
    this.startWasCutShort(found.startTicks);
    this.#watchLauncher(pid);
  }

  startWasCutShort(sinceTicks: number): void {
    this.#cutShort = cutShortStart(this.#config.command, sinceTicks);
  }

  mainEndedUnseen(main: RecordedIdentity): void {
    this.#surroundings.orphans.mainEndedUnseen(main, this);
  }

  /** What a launcher leaves comes to this daemon only where it is the launcher's own: signs are needed before it ends. */
  #watchLauncher(pid: Pid): void {
    const isAtWork = this.#looksBelow(pid);
    if (isAtWork || this.#succession.isKnownToLeave) this.#cgroup.place(pid);
  }

  settled(pid: Pid): void {
    this.#succession.settled(pid);
  }

  beforeStop(pid: Pid): void {
    this.#isStopping = true;
    this.#surroundings.orphans.scan();
    this.#looksBelow(pid);
  }

  /** Who is seen below the main process is known when that is gone. False: nobody is. */
  #looksBelow(pid: Pid): boolean {
    this.#seen.forget();
    if (isChildless(pid)) return false;
    const below = withDescendants([pid]);
    for (const process of below) if (process.pid !== pid) this.#surroundings.orphans.addBands(process, this);
    this.#seen.replace(below);
    return true;
  }

  mayHaveLeft(status: ExitStatus): boolean {
    return isOrderly(status) && !this.#isStopping && this.#succession.isFollowed;
  }

  get isOnItsWay(): boolean {
    return this.#succession.mayBeLauncher;
  }

  hadBegun(age: Milliseconds): boolean {
    return this.#succession.hadBegun(age);
  }

  isCalledLike({ name }: ProcessStat): boolean {
    return name === commandName(this.#config.command);
  }

  hasSeen(process: ProcessStat): boolean {
    return this.#seen.has(process);
  }

  mayHaveStarted(process: ProcessStat): boolean {
    return this.#cutShort !== null && isOfCutShortStart(process, this.#cutShort);
  }

  hasMarks(variables: ReadonlyMap<string, string>): boolean {
    return hasMarksOf(this.#config, this.#surroundings.serverUrl, variables);
  }

  adopt(process: ProcessStat): void {
    this.#orphans.adopt(process);
  }

  changed(): void {
    this.#ending?.step();
  }

  afterExit(exit: MainExit): Aftermath {
    if (!this.#isOurs) {
      this.#surroundings.orphans.mainLeft(exit.pid, this);
      this.#surroundings.orphans.search(this);
    }
    const bereaved = this.#orphans.after({ owner: this, status: exit.status });
    const successor = this.#succession.successor(exit, bereaved);
    if (successor !== null && !exit.isStopping) {
      return this.#isWatchable(successor.pid) ? this.#follow(successor, exit) : this.afterExit(exit);
    }
    if (successor === null && this.#succession.mayStillShow(exit, bereaved)) return this.#succession.wait();
    const launched = this.#succession.launched(exit, bereaved);
    if (launched !== null) return this.#follow(launched, exit);
    const left = withDescendants(bereaved.all.map(({ pid }) => pid));
    if (this.#orphans.haveEnded(bereaved.all, left)) return this.afterExit(exit);
    // What a stop finds on its way into the background is the program, and no leftover of it.
    const isOnItsWay = this.#succession.isBackgroundProgram || this.#succession.goesOn(exit, bereaved);
    return this.#ended(left, exit.isStopping && isOnItsWay);
  }

  signalMembers(main: Pid | null, signal: SignalNumber): void {
    const others = this.#orphans.everyone(main).filter(({ pid }) => pid !== main);
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
        if (!this.#hasMain) this.#cgroup.killAll();
      },
      alive: () => {
        const alive = this.#orphans.everyone(null);
        this.#seen.replace(alive); // What ends leaves some of them to the daemon.
        return alive;
      },
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
    const { startedAt } = this.#surroundings;
    return membersOf(this.#orphans.everyone(main), { main, earlier: this.#orphans.earlier }, startedAt);
  }

  leftovers(): Leftovers | null {
    const left = this.#orphans.everyone(null);
    return left.length === 0 ? null : { description: describeProcesses(left), areDetached: false };
  }

  orphans(): readonly Pid[] {
    return this.#orphans.found().map(({ pid }) => pid);
  }

  reconfigure(config: ProcessConfig): void {
    this.#config = config;
    this.#succession.reconfigure(config);
  }

  close(): void {
    this.#ending?.close();
    this.#cgroup.remove();
    this.#surroundings.orphans.remove(this);
  }

  /** Whether its exit will be told. False: it has ended already, and is nobody's successor. */
  #isWatchable(pid: Pid): boolean {
    const found = readProcess(pid);
    if (found === null) return false;
    this.#isOurs = found.parent === process.pid;
    // What an earlier daemon's processes leave goes to their parent and not to this daemon.
    return this.#isOurs || this.#surroundings.hold(found).kind === 'held';
  }

  #follow(successor: Successor, exit: MainExit): Aftermath {
    const { pid } = successor;
    const aftermath = this.#succession.follow(successor, exit);
    this.#orphans.release(pid);
    this.#surroundings.orphans.becameMain(pid, this);
    this.#cgroup.place(pid);
    return aftermath;
  }

  #ended(left: readonly ProcessStat[], areDetached: boolean): Aftermath {
    this.#hasMain = false;
    if (left.length === 0) {
      this.#surroundings.orphans.forgetBands(this);
      return { kind: 'ended', leftovers: null };
    }
    return { kind: 'ended', leftovers: { description: describeProcesses(left), areDetached } };
  }
}
