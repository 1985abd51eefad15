/** The history of one life of the daemon: listens to the supervisor, notes commands, answers who did what. */
import type { Config } from '../../config/model.ts';
import type { Caller } from '../../core/caller.ts';
import { exitCodeNumber } from '../../core/exit-status.ts';
import { EXITED_TOO_QUICKLY } from '../../core/messages.ts';
import { splitNamespec } from '../../core/namespec.ts';
import type { StateChange } from '../../core/process-effect.ts';
import { pidOf, publicStateName } from '../../core/process-state.ts';
import { signalName } from '../../core/signals.ts';
import { errorCode } from '../../core/thrown.ts';
import { DisabledPrograms } from '../../history/disabled-programs.ts';
import { History, type HistoryQuery } from '../../history/history.ts';
import { statePlace } from '../../history/state-place.ts';
import type { HistoryFacade, NotedCommand, SwitchOutcome } from '../../rpc/history-facade.ts';
import type { ChildHappening, WorldChange } from '../../supervisor/listeners.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { ActivityLog, Clock } from '../../supervisor/ports.ts';
import type { ProcessGroup } from '../../supervisor/process-group.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { StartupError } from '../startup-error.ts';
import { LastCommands } from './last-commands.ts';

export interface HistorySystemParts {
  readonly machine: { readonly clock: Clock };
  readonly config: Config;
  readonly instance: { readonly runDirectory: string };
  readonly log: ActivityLog;
}

export class HistorySystem implements HistoryFacade {
  readonly history: History;
  readonly disabled: DisabledPrograms;
  readonly #clock: Clock;
  readonly #disabledFile: string;
  readonly #lastCommands = new LastCommands();
  #supervisor: Supervisor | null = null;
  /** How the daemon before this one ended, if it could not say so. Looked up before this one tells of anything. */
  readonly #unfinished: ReturnType<History['unfinishedLife']>;
  /** Groups are not told of before the daemon is up. */
  #hasBegun = false;

  /** Throws {@link StartupError} when the list of disabled processes is there and cannot be read. */
  constructor({ machine, config, instance, log }: HistorySystemParts) {
    const { historyFile, disabledFile } = statePlace(config.daemon, instance.runDirectory);
    this.#clock = machine.clock;
    this.#disabledFile = disabledFile;
    this.disabled = readDisabled(disabledFile);
    const onTrouble = (message: string) => log.log('warn', message);
    this.history = new History({ path: historyFile, clock: machine.clock, onTrouble });
    this.#unfinished = this.history.unfinishedLife();
  }

  attach(supervisor: Supervisor): void {
    this.#supervisor = supervisor;
    supervisor.onChild((group, process, happening) => this.#childChanged(group, process, happening));
    supervisor.onStateChange((group, process, change) => this.#stateChanged(group, process, change));
    supervisor.onWorldChange((change) => this.#worldChanged(change));
  }

  /** The daemon is up. Says first how the one before ended, if that one could not. */
  begin(): void {
    if (this.#unfinished !== null) {
      this.history.record({ kind: 'daemon', change: 'died', ...this.#unfinished });
    }
    this.history.record({ kind: 'daemon', change: 'started', pid: process.pid });
    this.#hasBegun = true;
    for (const group of this.#supervisor?.groups() ?? []) {
      for (const process of group.processes()) this.#keptFromBefore(group, process);
    }
  }

  #keptFromBefore(group: ProcessGroup, process: ManagedProcess): void {
    const pid = pidOf(process.state);
    if (pid === null) return;
    this.history.record({ kind: 'kept', group: group.name, process: process.name, pid });
  }

  /** The last entry of a life; the next daemon finds it and knows that nothing went wrong. */
  end(): void {
    if (this.#hasBegun) {
      const change = this.#supervisor?.state === 'RESTARTING' ? 'restarting' : 'stopped';
      this.history.record({ kind: 'daemon', change, pid: process.pid });
    }
    this.history.flush();
  }

  /** Another build goes on in this very process. */
  restarting(): void {
    this.history.record({ kind: 'daemon', change: 'restarting', pid: process.pid });
    this.history.flush();
  }

  /** It does not after all. */
  notRestarted(): void {
    this.history.record({ kind: 'daemon', change: 'started', pid: process.pid });
  }

  /** The daemon got a signal that it obeys. */
  signalled(signal: string): void {
    this.history.record({ kind: 'signal', signal });
  }

  noteCommand(command: NotedCommand, caller: (() => Caller) | undefined): void {
    const by = caller?.() ?? { kind: 'unknown' };
    const { verb, method, targets, detail } = command;
    const last = { verb, at: this.#clock.wallNow(), by };
    const names = command.isAboutProcesses ? this.#namesOf(targets) : [];
    // Whoever types to a program sends many lines; one a minute tells who it is.
    if (verb === 'stdin' && this.#lastCommands.isRepetition(last, names)) return;
    this.#lastCommands.note(last, names);
    this.history.record({ kind: 'command', method, targets, detail, by });
  }

  query(query: HistoryQuery) {
    return this.history.query(query);
  }

  isDisabled(group: string, process: string): boolean {
    return this.disabled.isDisabled(group, process);
  }

  disabledProcesses(): readonly string[] {
    return this.disabled.list();
  }

  switchProcesses(names: readonly string[], to: 'disabled' | 'enabled'): SwitchOutcome {
    const outcome = this.disabled.change(names, to);
    if (outcome.kind === 'saved') return outcome;
    return { kind: 'failed', message: `cannot write ${this.#disabledFile} (${outcome.code})` };
  }

  #namesOf(targets: readonly string[]): readonly string[] {
    const groups = this.#supervisor?.groups() ?? [];
    const meant = targets.map(splitNamespec);
    const isMeant = (group: string, process: string) =>
      targets.length === 0 ||
      meant.some((target) => target.group === group && (target.process ?? process) === process);
    return groups.flatMap((group) =>
      group
        .processes()
        .filter(({ name }) => isMeant(group.name, name))
        .map(({ name }) => `${group.name}:${name}`),
    );
  }

  #childChanged(group: ProcessGroup, process: ManagedProcess, happening: ChildHappening): void {
    const about = { group: group.name, process: process.name };
    if (happening.kind === 'spawned') {
      this.history.record({ kind: 'start', ...about, pid: happening.pid });
      return;
    }
    const { status } = happening;
    const { state } = process;
    const uptime = 'spawnedAt' in state ? Math.round(this.#clock.now() - state.spawnedAt) : 0;
    this.history.record({
      kind: 'exit',
      ...about,
      pid: pidOf(state) ?? 0,
      from: publicStateName(state),
      uptime,
      ...(status.kind === 'exited' ? { status: status.code } : {}),
      ...(status.kind === 'signaled' ? { signal: signalName(status.signal) } : {}),
      expected: process.config.exitcodes.includes(exitCodeNumber(status)),
    });
  }

  /** What a start and an exit do not tell by themselves. */
  #stateChanged(group: ProcessGroup, process: ManagedProcess, { from, to }: StateChange): void {
    const reason = process.state.history.spawnError ?? '';
    const isTold = to === 'BACKOFF' && reason === EXITED_TOO_QUICKLY;
    const isFailedStart = from === 'STARTING' && to === 'EXITED';
    if (!isFailedStart && (isTold || !OF_CONSEQUENCE.has(to))) return;
    this.history.record({
      kind: 'state',
      group: group.name,
      process: process.name,
      state: to,
      reason: to === 'RUNNING' ? '' : reason,
    });
  }

  #worldChanged(change: WorldChange): void {
    if (change.kind === 'ending' || !this.#hasBegun) return;
    const { name } = change.group;
    if (change.kind === 'group-removed') this.#lastCommands.forget(name);
    this.history.record({
      kind: 'group',
      change: change.kind === 'group-added' ? 'added' : 'removed',
      group: name,
    });
  }
}

/** To go on without the list would start what somebody switched off. */
function readDisabled(path: string): DisabledPrograms {
  try {
    return new DisabledPrograms(path);
  } catch (error) {
    throw new StartupError(`Cannot read the list of disabled programs "${path}": ${errorCode(error)}`, [
      'let the user that the daemon runs as read this file, or delete it',
    ]);
  }
}

const OF_CONSEQUENCE: ReadonlySet<StateChange['to']> = new Set(['RUNNING', 'BACKOFF', 'FATAL', 'UNKNOWN']);
