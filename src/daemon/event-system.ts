/**
 * Events of one life of the daemon: what happens in the supervisor and in the programs' output goes in, pools of
 * listeners get it. Pools look their processes up by name each time, since changing the configuration replaces them.
 */
import type { ListenerGroupConfig } from '../config/model.ts';
import { parsePluginSpec } from '../config/plugin-spec.ts';
import { needsPythonHandler, RELAY_HANDLER } from '../config/python-plugins.ts';
import { assertNever } from '../core/assert-never.ts';
import type { PoolPast } from '../core/pool-past.ts';
import type { StateChange } from '../core/process-effect.ts';
import { untilDelivered } from '../events/delivery-wait.ts';
import { EventBus, type SerialCounter } from '../events/event-bus.ts';
import { ListenerPool, type PoolMember } from '../events/listener-pool.ts';
import {
  communicationPayload,
  groupPayload,
  logPayload,
  mainPayload,
  type OutputOrigin,
  type ProcessIdentity,
  remotePayload,
  statePayload,
} from '../events/payload.ts';
import type { PoolInfo } from '../events/pool-info.ts';
import type { PoolJournal } from '../events/pool-journal.ts';
import type { ResultHandler } from '../events/result-handler.ts';
import { Ticks } from '../events/ticks.ts';
import type { WorldChange } from '../supervisor/listeners.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ActivityLog, Clock } from '../supervisor/ports.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { relayTo } from './plugins/output-relay.ts';

/** What the streams of processes tell. The bytes are valid during the call only. */
export interface OutputEvents {
  /** Output of a program with `stdout_events_enabled` or `stderr_events_enabled`. */
  logged(origin: OutputOrigin, data: Uint8Array): void;
  /** A message between the tokens of capture mode. */
  communicated(origin: OutputOrigin, message: Uint8Array): void;
  /** Standard output of a listener. */
  listenerSaid(identity: ProcessIdentity, data: Uint8Array): void;
  /** How many bytes of a listener were heard so far, over all its runs. */
  heard(identity: ProcessIdentity): number;
}

interface EventSystemParts {
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly serials: SerialCounter;
  /** The daemon's identifier. */
  readonly identifier: string;
  /** Writes to the standard output of the daemon. */
  readonly print: (text: string) => void;
  /** Told of what pools are at; absent: nobody wants to know. */
  readonly journal?: (group: string) => PoolJournal;
}

interface OpenPool {
  readonly pool: ListenerPool;
  readonly unsubscribe: () => void;
}

export class EventSystem implements OutputEvents {
  readonly #parts: EventSystemParts;
  readonly #bus: EventBus;
  readonly #ticks: Ticks;
  readonly #pools = new Map<string, OpenPool>();
  readonly #pasts = new Map<string, PoolPast>();
  /** Those of an earlier build that are not here yet. */
  #earlierGroups: Set<string> = new Set();
  #resultHandlers: ReadonlyMap<string, ResultHandler> = new Map();

  constructor(parts: EventSystemParts) {
    this.#parts = parts;
    this.#bus = new EventBus(parts.serials, () => this.#ticks.refresh());
    this.#ticks = new Ticks(this.#bus, parts.clock);
  }

  /** Result handlers by their names. Pools that come later use them. */
  addResultHandlers(handlers: ReadonlyMap<string, ResultHandler>): void {
    this.#resultHandlers = new Map([...this.#resultHandlers, ...handlers]);
  }

  knowsResultHandler(name: string): boolean {
    return this.#resultHandlers.has(name);
  }

  /** Tells of everything that happens there from now on. */
  attach(supervisor: Supervisor): void {
    supervisor.onStateChange((group, process, change) => this.#processChanged(group, process, change));
    supervisor.onMainChange((group, process, change) => {
      const identity = { process: process.name, group: group.name };
      this.#bus.emit('PROCESS_MAIN_CHANGED', () => mainPayload(identity, change));
    });
    supervisor.onWorldChange((change) => this.#worldChanged(change));
  }

  /** The daemon is up; nothing was started yet. */
  announceRunning(): void {
    this.#bus.emit('SUPERVISOR_STATE_CHANGE_RUNNING', () => '');
  }

  remoteCommunication(type: string, data: string): void {
    this.#bus.emit('REMOTE_COMMUNICATION', () => remotePayload(type, data));
  }

  logged(origin: OutputOrigin, data: Uint8Array): void {
    const name = origin.channel === 'stdout' ? 'PROCESS_LOG_STDOUT' : 'PROCESS_LOG_STDERR';
    this.#bus.emit(name, () => logPayload(origin, data));
  }

  communicated(origin: OutputOrigin, message: Uint8Array): void {
    const isStdout = origin.channel === 'stdout';
    const name = isStdout ? 'PROCESS_COMMUNICATION_STDOUT' : 'PROCESS_COMMUNICATION_STDERR';
    this.#bus.emit(name, () => communicationPayload(origin, message));
  }

  listenerSaid({ group, process }: ProcessIdentity, data: Uint8Array): void {
    this.#pools.get(group)?.pool.heard(process, data);
  }

  heard({ group, process }: ProcessIdentity): number {
    return this.#pools.get(group)?.pool.heardBytes(process) ?? 0;
  }

  /** Goes on where an earlier daemon was with the pool of a group that is about to be added. */
  restorePool(group: string, past: PoolPast): void {
    this.#pasts.set(group, past);
  }

  /** The earlier build of this very daemon had groups of these names: when they are added, nothing has come. */
  groupsGoOn(names: readonly string[]): void {
    this.#earlierGroups = new Set(names);
  }

  /** All that goes on is here, and what listeners of an earlier daemon said meanwhile was heard: they get events again. */
  goOn(): void {
    for (const name of this.#earlierGroups) this.#bus.emit('PROCESS_GROUP_REMOVED', () => groupPayload(name));
    this.#earlierGroups.clear();
    for (const { pool } of this.#pools.values()) pool.goOn();
  }

  /** What {@link restorePool} needs, of every pool. */
  pasts(): ReadonlyMap<string, PoolPast> {
    return new Map([...this.#pools].map(([name, { pool }]) => [name, pool.past()]));
  }

  /** In the order in which the pools came. */
  pools(): readonly PoolInfo[] {
    return Array.from(this.#pools.values(), ({ pool }) => pool.info());
  }

  /** Waits until the listeners among these groups got what waits for them, or will not. Null: nothing to wait for. */
  untilDelivered(groups: readonly ProcessGroup[]): Promise<void> | null {
    const pools = groups.flatMap(({ name }) => this.#pools.get(name)?.pool ?? []);
    return untilDelivered(pools, this.#parts.clock);
  }

  close(): void {
    for (const name of this.#pools.keys()) this.#closePool(name);
    this.#ticks.close();
  }

  #processChanged(group: ProcessGroup, process: ManagedProcess, change: StateChange): void {
    const pool = this.#pools.get(group.name)?.pool;
    if (change.to === 'STARTING') pool?.starts(process.name);
    const identity = { process: process.name, group: group.name };
    this.#bus.emit(`PROCESS_STATE_${change.to}`, () => statePayload(identity, change));
    if (change.to === 'RUNNING') pool?.isUp();
    if (change.to === 'EXITED' || change.to === 'STOPPED' || change.to === 'BACKOFF')
      pool?.ended(process.name);
  }

  #worldChanged(change: WorldChange): void {
    switch (change.kind) {
      case 'group-added':
        this.#openPool(change.group);
        if (this.#earlierGroups.delete(change.group.name)) return;
        this.#bus.emit('PROCESS_GROUP_ADDED', () => groupPayload(change.group.name));
        return;
      case 'group-removed':
        this.#closePool(change.group.name);
        this.#bus.emit('PROCESS_GROUP_REMOVED', () => groupPayload(change.group.name));
        return;
      case 'ending':
        this.#bus.emit('SUPERVISOR_STATE_CHANGE_STOPPING', () => '');
        return;
      default:
        assertNever(change);
    }
  }

  /** Before the group is announced: its listeners hear of it too. */
  #openPool(group: ProcessGroup): void {
    const { config } = group;
    const past = this.#pasts.get(group.name);
    this.#pasts.delete(group.name);
    if (config.kind !== 'eventlistener') return;
    const { clock, log, identifier } = this.#parts;
    const pool = new ListenerPool({
      name: group.name,
      server: identifier,
      clock,
      log,
      bufferSize: config.bufferSize,
      resultHandler: this.#resultHandler(config),
      members: () => group.processes().map(memberOf),
      ...(this.#parts.journal === undefined ? {} : { journal: this.#parts.journal(group.name) }),
    });
    if (past !== undefined) pool.restore(past);
    const unsubscribe = this.#bus.subscribe(config.events, (event, times) => pool.accept(event, times));
    this.#pools.set(group.name, { pool, unsubscribe });
  }

  #resultHandler({ resultHandler, section }: ListenerGroupConfig): ResultHandler | null {
    const handler = this.#resultHandlers.get(resultHandler);
    if (handler !== undefined) return handler;
    if (resultHandler === RELAY_HANDLER) return relayTo(this.#parts.print);
    if (needsPythonHandler(resultHandler)) return () => true;
    if (parsePluginSpec(resultHandler).kind === 'module') {
      const reason = `${resultHandler} is not loaded, which takes a reload`;
      this.#parts.log.log('warn', `[${section}] uses the default result handler: ${reason}`);
    }
    return null;
  }

  #closePool(name: string): void {
    const open = this.#pools.get(name);
    this.#pools.delete(name);
    open?.unsubscribe();
    open?.pool.close();
  }
}

function memberOf(process: ManagedProcess): PoolMember {
  return {
    name: process.name,
    isRunning: process.state.name === 'RUNNING',
    write: (data) => process.runtime.writeStdin(Buffer.from(data)),
  };
}
