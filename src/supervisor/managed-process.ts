/**
 * One process: the only writer of its state. Events go through `#dispatch`, which lets the pure machine decide and
 * carries out its effects in order; an effect that answers at once (a spawn) becomes the next event before any
 * other. So there is no recursion, no overlap and no lock.
 */
import type { ProcessConfig } from '../config/model.ts';
import { assertNever } from '../core/assert-never.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import { messages } from '../core/messages.ts';
import type { ProcessEffect, StateChange } from '../core/process-effect.ts';
import type { ProcessEvent } from '../core/process-event.ts';
import { transition } from '../core/process-machine.ts';
import type { LastCommand, ProcessPast } from '../core/process-past.ts';
import {
  deadlineOf,
  INITIAL_STATE,
  isRunning,
  isStopped,
  type ProcessState,
  pidOf,
} from '../core/process-state.ts';
import type { ProgramPolicy } from '../core/restart-policy.ts';
import { later, milliseconds, type Pid, type SignalNumber, toMilliseconds } from '../core/units.ts';
import { PastRecord } from './past-record.ts';
import type { ActivityLog, Clock, ProcessRuntime, SignalOutcome, Timer } from './ports.ts';

/** What a managed process needs from the supervisor that owns it. */
export interface ProcessSurroundings {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly runtime: ProcessRuntime;
  /** Whether processes may start by themselves now. */
  startsAllowed(): boolean;
  /** The child exists from now on; its exit is to be given to {@link ManagedProcess.childExited}. */
  onSpawned(process: ManagedProcess, pid: Pid): void;
  /** The child was reaped; the state is still the one in which it ended. */
  onExited?(process: ManagedProcess, status: ExitStatus): void;
  onStateChange(process: ManagedProcess, change: StateChange): void;
}

/** "waiting for x to stop" is repeated at this interval while somebody waits. Source: process.py, stop_report(). */
const STOP_REPORT_INTERVAL = milliseconds(2000);

export class ManagedProcess {
  readonly runtime: ProcessRuntime;
  readonly #surroundings: ProcessSurroundings;
  #config: ProcessConfig;
  #policy: ProgramPolicy;
  #state: ProcessState;
  #timer: Timer | null = null;
  #queue: ProcessEvent[] = [];
  #isDraining = false;
  #waiters: (() => void)[] = [];
  readonly #past = new PastRecord();

  /** `state` is that of the process whose place this one takes; it has no child and nothing to wait for. */
  constructor(config: ProcessConfig, surroundings: ProcessSurroundings, state: ProcessState = INITIAL_STATE) {
    this.#config = config;
    this.runtime = surroundings.runtime;
    this.#surroundings = surroundings;
    this.#policy = policyOf(config);
    this.#state = state;
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

  /**
   * Whether it is meant to be up: it runs, is on its way, or was given up on although it starts by itself. Not what was
   * stopped by hand, was never started, or exited and was to stay so.
   */
  get isWantedUp(): boolean {
    const state = this.#state;
    if (state.name === 'EXITED') return state.deadline !== null;
    return state.name === 'FATAL' ? this.#config.autostart : isRunning(state);
  }

  /** Remembers what an operator asks for, and who it is, for explanations. To be called before it is done. */
  noteCommand(verb: LastCommand['verb'], by: string | null): void {
    this.#past.lastCommand = { verb, at: this.#surroundings.clock.wallNow(), by };
  }

  /** Wants it up. Answers nothing: the state tells, at once or through {@link nextChange}. */
  start(): void {
    this.#dispatch({ kind: 'start-requested', wall: this.#surroundings.clock.wallNow() });
  }

  /** Wants it down: sends the stop signal, or ends the waiting of BACKOFF. */
  stop(by: 'operator' | 'shutdown' = 'operator'): void {
    this.#past.stoppedByShutdown = by === 'shutdown';
    this.#dispatch({ kind: 'stop-requested', at: this.#surroundings.clock.now(), by });
  }

  /** Sends a signal to the child alone, never to its group, and changes no state. Null when there is no child. */
  sendSignal(signal: SignalNumber): SignalOutcome | null {
    const pid = pidOf(this.#state);
    if (pid === null) return null;
    const { log, runtime } = this.#surroundings;
    log.log('debug', messages.sendingSignal(this.name, pid, signal));
    this.#past.signalled(signal);
    return runtime.signal(pid, signal, false);
  }

  /** The child was reaped. What its pipes still hold reaches the log before the line that reports the exit. */
  childExited(status: ExitStatus): void {
    this.#surroundings.onExited?.(this, status);
    this.runtime.exited();
    const { clock } = this.#surroundings;
    const [at, wall, state] = [clock.now(), clock.wallNow(), this.#state];
    if ('pid' in state) this.#past.ended({ at, wall, status, pid: state.pid, spawnedAt: state.spawnedAt });
    this.#dispatch({ kind: 'exited', at, wall, status });
  }

  /** Resolves at the next change of state; rejects with the signal's reason when aborted. */
  nextChange({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== changed);
        reject(signal.reason);
      };
      const changed = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiters.push(changed);
    });
  }

  /**
   * Resolves when the process is in a stopped state, logging "waiting for x to stop" at once and then every two
   * seconds, as an operator's waiting stop does. Rejects when aborted.
   */
  async untilStopped(options: { readonly signal: AbortSignal }): Promise<void> {
    const { clock, log } = this.#surroundings;
    let timer: Timer | null = null;
    const report = () => {
      log.log('info', messages.waitingToStop(this.name));
      timer = clock.schedule(later(clock.now(), STOP_REPORT_INTERVAL), report);
    };
    if (isStopped(this.#state)) return;
    report();
    try {
      while (!isStopped(this.#state)) await this.nextChange(options);
    } finally {
      (timer as Timer | null)?.cancel();
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
    this.#dispatch({ kind: 'policy-changed', previous });
  }

  /** The process leaves the configuration. Only in a stopped state. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.runtime.close();
  }

  #dispatch(event: ProcessEvent): void {
    this.#queue.push(event);
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#handle(next);
    } finally {
      this.#isDraining = false;
    }
  }

  #handle(event: ProcessEvent): void {
    const before = this.#state;
    const startsAllowed = this.#surroundings.startsAllowed();
    const { next, effects } = transition(before, event, { policy: this.#policy, startsAllowed });
    this.#state = next;
    if (deadlineOf(next) !== deadlineOf(before)) this.#armDeadline();
    for (const effect of effects) this.#carryOut(effect);
    if (next !== before) this.#wakeWaiters();
  }

  #carryOut(effect: ProcessEffect): void {
    switch (effect.kind) {
      case 'log':
        this.#surroundings.log.log(effect.level, effect.message);
        return;
      case 'announce':
        this.#past.since = this.#surroundings.clock.wallNow();
        this.#surroundings.onStateChange(this, effect.change);
        return;
      case 'signal':
        this.#signal(effect);
        return;
      case 'spawn':
        this.#spawn();
        return;
      default:
        assertNever(effect);
    }
  }

  #spawn(): void {
    const { clock, runtime } = this.#surroundings;
    const outcome = runtime.spawn();
    const at = clock.now();
    if (outcome.kind === 'spawned') {
      this.#past.spawned();
      this.#surroundings.onSpawned(this, outcome.pid);
      this.#queue.unshift({ kind: 'spawned', at, pid: outcome.pid });
    } else {
      this.#past.spawnFailed(outcome, clock.wallNow());
      this.#queue.unshift({ kind: 'spawn-failed', at, message: outcome.message });
    }
  }

  #signal(effect: Extract<ProcessEffect, { kind: 'signal' }>): void {
    const { log, runtime } = this.#surroundings;
    this.#past.signalled(effect.signal);
    const outcome = runtime.signal(effect.pid, effect.signal, effect.toGroup);
    if (outcome.kind === 'failed') this.#queue.unshift({ kind: 'stop-signal-failed', errno: outcome.errno });
    if (outcome.kind === 'no-such-process') {
      log.log('debug', messages.vanishedBeforeSignal(this.name, effect.pid));
    }
  }

  #armDeadline(): void {
    const { clock } = this.#surroundings;
    this.#timer?.cancel();
    const deadline = deadlineOf(this.#state);
    this.#timer =
      deadline === null
        ? null
        : clock.schedule(deadline, () => {
            this.#dispatch({ kind: 'deadline-passed', at: clock.now(), wall: clock.wallNow() });
          });
  }

  #wakeWaiters(): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

function policyOf(config: ProcessConfig): ProgramPolicy {
  return {
    name: config.name,
    startsecs: toMilliseconds(config.startsecs),
    startretries: config.startretries,
    autorestart: config.autorestart,
    exitcodes: config.exitcodes,
    stopsignal: config.stopsignal,
    stopwaitsecs: toMilliseconds(config.stopwaitsecs),
    stopasgroup: config.stopasgroup,
    killasgroup: config.killasgroup,
  };
}
