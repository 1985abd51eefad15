/** The processes as vigild tells of them, and whether it tells anything. */
import { signal } from '@preact/signals';
import { EventStream } from '../client/event-stream.ts';
import type { FirstState } from '../client/first-state.ts';
import { call } from '../client/json-rpc.ts';
import { serverUrl } from '../client/server-url.ts';
import { type DaemonInfo, namespec, type ProcessInfo, type Snapshot, type StateChange } from '../wire.ts';

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Times are in milliseconds since the epoch. */
  | { readonly kind: 'lost'; readonly since: number; readonly retryAt: number };

export type Processes = ReadonlyMap<string, ProcessInfo>;

/** A browser that throttles frames must not delay changes for ever, in milliseconds. */
const LONGEST_FRAME = 250;
/** Groups often come and go many at once: everything is asked for again so long after the first, in milliseconds. */
const GATHERING = 500;

export class World {
  readonly connection = signal<Connection>({ kind: 'connecting' });
  readonly processes = signal<Processes>(new Map());
  readonly daemon = signal<DaemonInfo>({});
  readonly methods = signal<ReadonlySet<string>>(new Set());
  /** How far vigild's clock is ahead of the browser's, in seconds. */
  readonly clockOffset = signal(0);
  /** The user may look and not touch. */
  readonly isReadOnly: boolean;
  readonly #events: EventStream;
  readonly #watchers = new Set<(processes: Processes) => void>();
  /** Changes that wait for the next frame, so that a thousand of them are shown at once. */
  #pending: Map<string, ProcessInfo> | null = null;
  #renewal: ReturnType<typeof setTimeout> | null = null;

  constructor(first: FirstState | null) {
    this.isReadOnly = first?.isReadOnly ?? false;
    let after = first?.id ?? null;
    this.#events = new EventStream({
      url: () => {
        const url = serverUrl(`events?types=state,config${after === null ? '' : `&after=${after}`}`);
        // Later ones begin with a snapshot: who knows how long nobody listened.
        after = null;
        return url;
      },
      handlers: {
        snapshot: (data) => this.#replaced(data as Snapshot),
        state: (data) => this.#changed(data as StateChange),
        group: () => this.#askAnew(),
        config: () => this.#askAnew(),
      },
      onOpen: () => {
        // Where nothing was missed, no snapshot comes to tell.
        if (this.connection.value.kind === 'connecting') this.connection.value = { kind: 'live' };
      },
      onLost: (retryAt) => this.#lost(retryAt),
      onRest: () => {
        this.connection.value = { kind: 'connecting' };
      },
    });
    if (first === null) return;
    this.methods.value = new Set(first.methods);
    this.connection.value = { kind: 'live' };
    this.#replaced(first.snapshot);
  }

  start(): void {
    this.#events.open();
  }

  /** Calls back after each change, from now until the returned function is called. */
  watch(watcher: (processes: Processes) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Tries at once. */
  reconnect(): void {
    this.#events.open();
  }

  /** The connection looks open, but nothing answers on it. */
  doubt(): void {
    this.#events.lose();
  }

  /** By the stream, which begins with a snapshot: another answer could be older than what the stream has told since. */
  #askAnew(): void {
    this.#renewal ??= setTimeout(() => {
      this.#renewal = null;
      this.#events.open();
    }, GATHERING);
  }

  #replaced({ processes, daemon }: Snapshot): void {
    this.#pending = null;
    const wasLive = this.connection.value.kind === 'live';
    this.connection.value = { kind: 'live' };
    if (daemon !== undefined) this.daemon.value = daemon;
    const [first] = processes;
    if (first !== undefined) this.#noteClock(first.now);
    this.#publish(new Map(processes.map((info) => [namespec(info), this.#unchanged(info) ?? info])));
    if (!wasLive) this.#askForMethods();
  }

  /** The struct that is held already, if it says the same: what did not change is not drawn anew. */
  #unchanged(info: ProcessInfo): ProcessInfo | null {
    const held = this.processes.value.get(namespec(info));
    if (held === undefined) return null;
    const isSame =
      held.statename === info.statename &&
      held.pid === info.pid &&
      held.start === info.start &&
      held.stop === info.stop &&
      held.spawnerr === info.spawnerr &&
      held.restarts === info.restarts;
    return isSame ? held : null;
  }

  #changed({ info }: StateChange): void {
    this.#noteClock(info.now);
    if (this.#pending === null) {
      this.#pending = new Map();
      this.#atNextFrame();
    }
    this.#pending.set(namespec(info), info);
  }

  #atNextFrame(): void {
    let isDone = false;
    const apply = () => {
      if (isDone) return;
      isDone = true;
      const changes = this.#pending;
      this.#pending = null;
      if (changes !== null) this.#publish(new Map([...this.processes.value, ...changes]));
    };
    requestAnimationFrame(apply);
    setTimeout(apply, LONGEST_FRAME);
  }

  #publish(processes: Processes): void {
    this.processes.value = processes;
    for (const watcher of this.#watchers) watcher(processes);
  }

  #noteClock(now: number): void {
    const offset = now - Math.floor(Date.now() / 1000);
    // Whole seconds are off by one now and then.
    if (Math.abs(offset - this.clockOffset.value) > 1) this.clockOffset.value = offset;
  }

  #lost(retryAt: number): void {
    const { value } = this.connection;
    const since = value.kind === 'lost' ? value.since : Date.now();
    this.connection.value = { kind: 'lost', since, retryAt };
  }

  #askForMethods(): void {
    call('system.listMethods', []).then(
      (names) => {
        this.methods.value = new Set(names as string[]);
      },
      () => undefined,
    );
  }
}
