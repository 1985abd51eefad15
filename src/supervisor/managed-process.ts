/**
 * One process: the only writer of its state. Each event goes through the queue to `#handle`, which lets the pure machine
 * decide and carries out its effects in order.
 */
import type { ProcessConfig } from '../config/model.ts';
import { assertNever } from '../core/assert-never.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import { mustClear } from '../core/following.ts';
import { messages } from '../core/messages.ts';
import type { ProcessEffect } from '../core/process-effect.ts';
import type { Leftovers, ProcessEvent } from '../core/process-event.ts';
import { transition } from '../core/process-machine.ts';
import type { LastCommand, ProcessPast } from '../core/process-past.ts';
import {
  deadlineOf,
  isClearing,
  isStoppable,
  isStopped,
  isWantedUp,
  type ProcessState,
  pidOf,
} from '../core/process-state.ts';
import type { ProgramPolicy } from '../core/restart-policy.ts';
import { SIGKILL } from '../core/signals.ts';
import { stopsTree } from '../core/stopping.ts';
import type { Effect } from '../core/transition.ts';
import { type Milliseconds, milliseconds, type SignalNumber } from '../core/units.ts';
import { ChangeWaiters } from './change-waiters.ts';
import { EventQueue } from './event-queue.ts';
import { MainProcess, type MainProcessExit } from './main-process.ts';
import { PastRecord, type StopRequester } from './past-record.ts';
import type { Aftermath, ProcessRuntime, ProgramFamily, SignalOutcome, Timer } from './ports.ts';
import { AT_REST, type ProcessBeginning } from './process-beginning.ts';
import type { ProcessSurroundings } from './process-surroundings.ts';
import { policyOf } from './program-policy.ts';
import { repeat } from './repeat.ts';

interface ProcessParts {
  readonly runtime: ProcessRuntime;
  readonly family: ProgramFamily;
  /** One for all processes of a group. */
  readonly surroundings: ProcessSurroundings;
}

/** "waiting for x to stop" is repeated at this interval while somebody waits. Source: process.py, stop_report(). */
const STOP_REPORT_INTERVAL = milliseconds(2000);

export class ManagedProcess {
  readonly runtime: ProcessRuntime;
  readonly family: ProgramFamily;
  readonly #surroundings: ProcessSurroundings;
  #config: ProcessConfig;
  #policy: ProgramPolicy;
  #state: ProcessState;
  #timer: Timer | null = null;
  /** The end of the daemon waits no longer: what is to be ended gets SIGKILL at once. */
  #isOutOfPatience = false;
  #clearsBeforeStart: boolean;
  readonly #events = new EventQueue((event) => this.#handle(event));
  readonly #waiters = new ChangeWaiters();
  readonly #past: PastRecord;
  readonly #main: MainProcess;

  /** One that begins in a state which waits for something goes on by {@link resume}. */
  constructor(
    config: ProcessConfig,
    { runtime, family, surroundings }: ProcessParts,
    { state, clearsBeforeStart, startsAgain, past }: ProcessBeginning = AT_REST,
  ) {
    this.#config = config;
    this.runtime = runtime;
    this.family = family;
    this.#surroundings = surroundings;
    this.#policy = policyOf(config);
    this.#state = state;
    this.#clearsBeforeStart = clearsBeforeStart === true;
    this.#past = past ?? new PastRecord();
    this.#past.begins(startsAgain);
    this.#main = new MainProcess({ name: config.name, runtime, family, surroundings, past: this.#past });
  }

  get config(): ProcessConfig {
    return this.#config;
  }

  get name(): string {
    return this.#config.name;
  }

  get state(): ProcessState {
    return this.#state;
  }

  get past(): ProcessPast {
    return this.#past;
  }

  /** Whether it is meant to be up. */
  get isWantedUp(): boolean {
    return isWantedUp(this.#state, this.#config.autostart);
  }

  /** Whether it is down, and what its last run left is ended when it is started again. */
  get clearsBeforeStart(): boolean {
    return this.#clearsBeforeStart && this.#policy.clearsLeftovers && isStopped(this.#state);
  }

  /** Remembers what an operator asks for, and who it is, for explanations. To be called before it is done. */
  noteCommand(verb: LastCommand['verb'], by: string | null): void {
    this.#past.lastCommand = { verb, at: this.#surroundings.clock.wallNow(), by };
  }

  /** Goes on from a state that another daemon left. A child was adopted before, by the runtime. */
  resume(): void {
    if ('cameBy' in this.#state) this.#main.wasFollowed();
    this.#armDeadline();
    const isEnding = isClearing(this.#state);
    if (isEnding || this.clearsBeforeStart) this.family.resumed(null);
    if (isEnding) this.#clear(this.#policy.stopsignal, this.#policy.stopwaitsecs);
  }

  /** Sends the stop signal again that a daemon which died may not have sent. */
  repeatStopSignal(): void {
    const state = this.#state;
    if (state.name !== 'STOPPING') return;
    const { stopsignal: signal, stopasgroup: toGroup } = this.#policy;
    this.#sendStopSignal({ kind: 'signal', pid: state.pid, signal, toGroup });
    if (this.#policy.stopsTree) this.family.signalMembers(state.pid, signal);
  }

  /** Wants it up. Answers nothing: the state tells, at once or through {@link nextChange}. */
  start(): void {
    const leftovers = this.clearsBeforeStart ? this.family.leftovers() : null;
    this.#past.startRequested();
    this.#events.add({
      kind: 'start-requested',
      wall: this.#surroundings.clock.wallNow(),
      ...(leftovers === null ? {} : { leftovers }),
    });
  }

  /**
   * Wants it down: sends the stop signal, or ends the waiting of BACKOFF. By a restart, the next daemon starts it again if this
   * one is killed before it does.
   */
  stop(by: StopRequester = 'operator'): void {
    const { name } = this.#state;
    const pid = pidOf(this.#state);
    if (pid !== null && (name === 'STARTING' || name === 'RUNNING')) this.family.beforeStop(pid);
    this.#past.stopRequested(by, isStoppable(this.#state));
    this.#events.add({
      kind: 'stop-requested',
      at: this.#surroundings.clock.now(),
      by: by === 'shutdown' ? 'shutdown' : 'operator',
    });
  }

  /** Stops it without the patience of a stop: SIGKILL goes to all that one would end. */
  kill(): void {
    this.#isOutOfPatience = true;
    this.stop('shutdown');
    const { clock } = this.#surroundings;
    const state = this.#state;
    if (state.name === 'STOPPING') {
      this.#events.add({ kind: 'deadline-passed', at: clock.now(), wall: clock.wallNow() });
      if (stopsTree(state, this.#policy)) this.family.signalMembers(state.pid, SIGKILL);
    } else if (isClearing(state)) {
      this.#clear(this.#policy.stopsignal, this.#policy.stopwaitsecs);
    }
  }

  /** Sends a signal to the child alone, never to its group, and changes no state. Null when there is no child. */
  sendSignal(signal: SignalNumber): SignalOutcome | null {
    const pid = pidOf(this.#state);
    return pid === null ? null : this.#main.sendSignal(pid, signal);
  }

  /** The main process was reaped. What its pipes still hold reaches the log before the line that reports the exit. */
  childExited(status: ExitStatus): void {
    const { clock } = this.#surroundings;
    this.#decideExit({ at: clock.now(), wall: clock.wallNow(), status });
  }

  /** Resolves at the next change of state; rejects with the signal's reason when aborted. */
  nextChange({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    return this.#waiters.next(signal);
  }

  /**
   * Resolves when the process is in a stopped state, logging "waiting for x to stop" at once and then every two
   * seconds, as an operator's waiting stop does. Rejects when aborted.
   */
  async untilStopped({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    if (isStopped(this.#state)) return;
    const report = () => this.#surroundings.log.log('info', messages.waitingToStop(this.name));
    const stopReporting = repeat(this.#surroundings.clock, STOP_REPORT_INTERVAL, report);
    try {
      while (!isStopped(this.#state)) await this.#waiters.next(signal);
    } finally {
      stopReporting();
    }
  }

  /**
   * Goes on under another configuration, which differs only in policy: nothing that the child or its logs were made
   * with. Takes effect at once, also for a start or a stop under way.
   */
  reconfigure(config: ProcessConfig): void {
    const previous = this.#policy;
    this.#config = config;
    this.#policy = policyOf(config);
    this.family.reconfigure(config);
    this.#events.add({ kind: 'policy-changed', previous });
    this.#surroundings.onState(this, 'done');
  }

  /**
   * A process under another configuration in the place of this one, which is closed: with its past, and with what its runs
   * left. Only in a stopped state.
   */
  replacedBy(config: ProcessConfig, runtime: ProcessRuntime): ManagedProcess {
    this.letGo();
    const { family } = this;
    family.reconfigure(config);
    const surroundings = this.#surroundings;
    const [state, past, clearsBeforeStart] = [this.#state, this.#past, this.#clearsBeforeStart];
    return new ManagedProcess(config, { runtime, family, surroundings }, { state, past, clearsBeforeStart });
  }

  /** The process leaves the configuration. Only in a stopped state. */
  close(): void {
    this.letGo();
    this.family.close();
  }

  /** Closes all but its family, which goes on as that of another. */
  letGo(): void {
    // Whoever still knows it cannot have a child made of which nobody else would know.
    this.#events.close();
    this.#timer?.cancel();
    this.#timer = null;
    this.#main.close();
    this.runtime.close();
  }

  #handle(event: ProcessEvent): void {
    const before = this.#state;
    const startsAllowed = this.#surroundings.startsAllowed();
    const { next, effects } = transition(before, event, { policy: this.#policy, startsAllowed });
    this.#state = next;
    // It may have ended by itself: what keeps it from starting again is the daemon's end.
    if (!startsAllowed && next.name === 'EXITED') this.#past.stoppedByShutdown = true;
    if (deadlineOf(next) !== deadlineOf(before)) this.#armDeadline();
    const firstAct = effects.find(({ kind }) => kind === 'spawn' || kind === 'signal');
    for (const effect of effects) {
      if (effect === firstAct) this.#surroundings.onState(this, 'pending');
      this.#carryOut(effect);
    }
    if (next === before) return;
    if (next.name !== 'SPAWNING') this.#surroundings.onState(this, 'done');
    this.#waiters.wake();
  }

  #carryOut(effect: ProcessEffect): void {
    switch (effect.kind) {
      case 'log':
        this.#surroundings.log.log(effect.level, effect.message);
        return;
      case 'announce':
        this.#past.since = this.#surroundings.clock.wallNow();
        if (effect.change.to === 'RUNNING' && this.#state.name === 'RUNNING') {
          this.family.settled(this.#state.pid);
        }
        this.#surroundings.onStateChange(this, effect.change);
        return;
      case 'announce-main':
        this.#surroundings.onMainChange(this, effect.change);
        return;
      case 'signal':
        this.#sendStopSignal(effect);
        return;
      case 'signal-members':
        this.family.signalMembers(pidOf(this.#state), effect.signal);
        return;
      case 'clear':
        this.#clear(effect.signal, effect.patience);
        return;
      case 'spawn':
        this.#spawn();
        return;
      default:
        assertNever(effect);
    }
  }

  /** Another process of the program may have taken over, or be about to. */
  #decideExit(exit: MainProcessExit): void {
    const aftermath = this.#main.afterExit(exit, this.#state);
    switch (aftermath.kind) {
      case 'undecided':
        this.#main.askLater(aftermath.wait, () => this.#decideExit(exit));
        return;
      case 'main-changed':
        this.#follow(aftermath);
        return;
      case 'ended':
        this.#end(exit, aftermath.leftovers);
        return;
      default:
        assertNever(aftermath);
    }
  }

  #follow({ pid, origin, advice }: Extract<Aftermath, { kind: 'main-changed' }>): void {
    const isNews = this.#main.changesTo(pid);
    this.#surroundings.onFollowed(this, pid);
    this.#events.add({ kind: 'main-process-changed', pid, origin, advice: isNews ? advice : null, isNews });
    // The moment to call it RUNNING may have come while nobody knew whether it was up.
    if (this.#state.name === 'STARTING') this.#armDeadline();
  }

  #end(exit: MainProcessExit, leftovers: Leftovers | null): void {
    this.#surroundings.onExited(this, exit.status);
    this.runtime.exited();
    const state = this.#state;
    this.#clearsBeforeStart = leftovers !== null && mustClear(state, exit.status, this.#policy);
    if ('pid' in state) this.#past.ended({ ...exit, pid: state.pid, spawnedAt: state.spawnedAt });
    this.#events.add({ kind: 'exited', ...exit, ...(leftovers === null ? {} : { leftovers }) });
  }

  /** Ends what the program has left. */
  #clear(signal: SignalNumber, patience: Milliseconds): void {
    const firstSignal = this.#isOutOfPatience ? SIGKILL : signal;
    this.family.clear({ signal: firstSignal, patience }, () => {
      const { clock } = this.#surroundings;
      this.#events.add({ kind: 'cleared', at: clock.now(), wall: clock.wallNow() });
    });
  }

  #spawn(): void {
    const outcome = this.#main.spawn();
    if (outcome.kind === 'spawned') this.#surroundings.onSpawned(this, outcome.pid);
    this.#events.addFirst(outcome);
  }

  #sendStopSignal(stop: Effect<'signal'>): void {
    const failure = this.#main.sendStopSignal(stop);
    if (failure !== null) this.#events.addFirst(failure);
  }

  #armDeadline(): void {
    const { clock } = this.#surroundings;
    this.#timer?.cancel();
    const deadline = deadlineOf(this.#state);
    this.#timer =
      deadline === null
        ? null
        : clock.schedule(deadline, () => {
            // Its main process has left: whether the program has been up for so long is about to be known.
            if (this.#main.isInDoubt && this.#state.name === 'STARTING') return;
            this.#events.add({ kind: 'deadline-passed', at: clock.now(), wall: clock.wallNow() });
          });
  }
}
