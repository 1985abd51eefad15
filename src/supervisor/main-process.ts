/**
 * The main process of a program: how it comes to be, what it is sent, and what its exit means. As a rule that is known at
 * once. Where other processes of the program may be about to take its place, it is in doubt for moments: the process is
 * gone, and the state of the program is still the one in which it left.
 */
import { messages } from '../core/messages.ts';
import { type ProcessState, pidOf } from '../core/process-state.ts';
import type { Effect, Event } from '../core/transition.ts';
import { later, type Milliseconds, type Pid, type SignalNumber } from '../core/units.ts';
import type { PastRecord } from './past-record.ts';
import type { Aftermath, ProcessRuntime, ProgramFamily, SignalOutcome, Timer } from './ports.ts';
import type { ProcessSurroundings } from './process-surroundings.ts';

/** When it was reaped, and with which status. */
export type MainProcessExit = Pick<Event<'exited'>, 'at' | 'wall' | 'status'>;

interface MainProcessParts {
  /** Of the program's process. */
  readonly name: string;
  readonly runtime: ProcessRuntime;
  readonly family: ProgramFamily;
  readonly surroundings: Pick<ProcessSurroundings, 'clock' | 'log'>;
  readonly past: PastRecord;
}

export class MainProcess {
  readonly #name: string;
  readonly #runtime: ProcessRuntime;
  readonly #family: ProgramFamily;
  readonly #surroundings: MainProcessParts['surroundings'];
  readonly #past: PastRecord;
  /** When what the last exit means is asked again; null: that is known. */
  #question: Timer | null = null;
  #isFollowed = false;

  constructor({ name, runtime, family, surroundings, past }: MainProcessParts) {
    this.#name = name;
    this.#runtime = runtime;
    this.#family = family;
    this.#surroundings = surroundings;
    this.#past = past;
  }

  /** It was reaped, and what that means is not known yet. */
  get isInDoubt(): boolean {
    return this.#question !== null;
  }

  spawn(): Event<'spawned'> | Event<'spawn-failed'> {
    const { clock } = this.#surroundings;
    const outcome = this.#runtime.spawn();
    const at = clock.now();
    if (outcome.kind === 'spawned') {
      this.#past.spawned();
      this.#family.began(outcome.pid);
      return { kind: 'spawned', at, pid: outcome.pid };
    }
    const wall = clock.wallNow();
    const { message, step } = outcome;
    this.#past.spawnFailed(outcome, wall);
    const inChild = step === 'user' || step === 'chdir' || step === 'exec';
    return { kind: 'spawn-failed', at, wall, message, inChild };
  }

  /** An operator's, to the process alone. */
  sendSignal(pid: Pid, signal: SignalNumber): SignalOutcome {
    const { log } = this.#surroundings;
    log.log('debug', messages.sendingSignal(this.#name, pid, signal));
    const outcome = this.#deliver(pid, signal, false);
    if (outcome.kind === 'failed') log.log('critical', messages.signalFailed(this.#name, pid, outcome.errno));
    if (outcome.kind === 'no-such-process') log.log('debug', messages.vanishedBeforeSending(this.#name, pid));
    return outcome;
  }

  /** Answers what there is to be handled next: nothing, unless the signal could not be sent. */
  sendStopSignal({ pid, signal, toGroup }: Effect<'signal'>): Event<'stop-signal-failed'> | null {
    const outcome = this.#deliver(pid, signal, toGroup);
    if (outcome.kind === 'no-such-process') {
      this.#surroundings.log.log('debug', messages.vanishedBeforeSignal(this.#name, pid));
    }
    return outcome.kind === 'failed' ? { kind: 'stop-signal-failed', errno: outcome.errno } : null;
  }

  /** What this exit means, as far as it can be told now. `state`: the one of the program, in which it left. */
  afterExit({ at, status }: MainProcessExit, state: ProcessState): Aftermath {
    this.#question = null;
    const pid = pidOf(state);
    if (pid === null) return { kind: 'ended', leftovers: null };
    const isStopping = state.name !== 'STARTING' && state.name !== 'RUNNING';
    return this.#family.afterExit({ pid, status, at, isStopping });
  }

  /** It could not be told. The main process is in doubt until `ask` is called, which asks again. */
  askLater(wait: Milliseconds, ask: () => void): void {
    const { clock } = this.#surroundings;
    this.#question = clock.schedule(later(clock.now(), wait), ask);
  }

  /** Another process is the main one from now on. Answers whether that is news: it is the first to take over. */
  changesTo(pid: Pid): boolean {
    const isNews = !this.#isFollowed;
    this.#isFollowed = true;
    this.#runtime.mainChanged(pid);
    return isNews;
  }

  /** Under an earlier daemon, which has said so, another process took over. */
  wasFollowed(): void {
    this.#isFollowed = true;
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#question?.cancel();
  }

  #deliver(pid: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome {
    // It was reaped: its pid may be another's by now.
    if (this.isInDoubt) return { kind: 'no-such-process' };
    this.#past.signalled(signal);
    return this.#runtime.signal(pid, signal, toGroup);
  }
}
