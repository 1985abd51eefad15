/**
 * What happens, as server-sent events for any number of readers. While nobody reads, a change costs a number that is
 * counted up and nothing else. Each reader has a queue of its own with a bound; the news of the last minutes stay in a
 * ring, so that a reader who was cut can go on where it was.
 */
import type { StateChange } from '../core/process-effect.ts';
import { STATE_CODES } from '../core/process-state.ts';
import type { WallClockTime } from '../core/units.ts';
import { processInfo } from '../rpc/process-info.ts';
import type { RpcWorld } from '../rpc/world.ts';
import type { XmlRpcStruct } from '../rpc/xmlrpc/values.ts';
import type { WorldChange } from '../supervisor/listeners.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import { eventFrame } from './event-frame.ts';
import { EventReader } from './event-reader.ts';
import type { FeedRequest, FeedType } from './event-request.ts';
import type { StartCounts } from './start-counts.ts';

export interface FeedSnapshot {
  readonly processes: readonly XmlRpcStruct[];
  readonly daemon: XmlRpcStruct;
}

interface Remembered {
  readonly id: number;
  readonly type: FeedType;
  readonly frame: string;
}

/** Events that a reader may have missed and still gets when it comes back. */
const RING_SIZE = 256;
/** Ids go on increasing in the next life of the daemon, as long as fewer events than this come in a millisecond. */
const IDS_PER_MILLISECOND = 1000;
export const MOST_READERS = 100;

export class EventFeed {
  readonly #world: RpcWorld;
  readonly #starts: Pick<StartCounts, 'starts'> | null;
  readonly #version: string;
  readonly #readers = new Set<EventReader>();
  #ring: Remembered[] = [];
  #lastId: number;

  /** `starts`: how often a process was started since the daemon began; not told where nobody counts. */
  constructor(world: RpcWorld, version: string, starts: Pick<StartCounts, 'starts'> | null = null) {
    this.#starts = starts;
    this.#world = world;
    this.#version = version;
    this.#lastId = Math.trunc(world.clock.wallNow()) * IDS_PER_MILLISECOND;
    world.supervisor.onStateChange((group, process, change) => this.#processChanged(group, process, change));
    world.supervisor.onWorldChange((change) => this.#worldChanged(change));
    world.daemon.onConfigEvent((event) =>
      this.#tell('config', () => eventFrame('config', event, this.#lastId)),
    );
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** Null when there are as many readers as there may be. */
  open(request: FeedRequest, signal: AbortSignal): AsyncIterable<Uint8Array> | null {
    if (this.#readers.size >= MOST_READERS) return null;
    const reader = new EventReader({
      world: this.#world,
      request,
      signal,
      first: this.#firstFrames(request),
      snapshot: () => this.#snapshot(),
      onEnd: () => this.#closed(reader),
    });
    this.#readers.add(reader);
    return reader;
  }

  #closed(reader: EventReader): void {
    this.#readers.delete(reader);
  }

  /** What was missed, or how everything is. */
  #firstFrames({ lastEventId, types }: FeedRequest): readonly string[] {
    const missed = lastEventId === null ? null : this.#since(lastEventId);
    if (missed === null) return types.has('state') ? [this.#snapshot()] : [];
    return missed.filter(({ type }) => types.has(type)).map(({ frame }) => frame);
  }

  /** Null when not everything since then is in the ring. */
  #since(id: number): readonly Remembered[] | null {
    if (id > this.#lastId) return null;
    const missed = this.#ring.filter((remembered) => remembered.id > id);
    return missed.length === this.#lastId - id ? missed : null;
  }

  /** How everything is, and the id of the last event before that: what follows comes to who asks for events after it. */
  now(): { readonly id: number; readonly snapshot: FeedSnapshot } {
    const { supervisor, clock } = this.#world;
    const now = clock.wallNow();
    const processes = supervisor
      .groups()
      .flatMap((group) => group.processes().map((process) => this.#info(group, process, now)));
    return { id: this.#lastId, snapshot: { processes, daemon: this.#daemon() } };
  }

  #snapshot(): string {
    const { id, snapshot } = this.now();
    return eventFrame('snapshot', snapshot, id);
  }

  #info(group: ProcessGroup, process: ManagedProcess, now: WallClockTime): XmlRpcStruct {
    const info = processInfo(group, process, now);
    if (this.#starts === null) return info;
    return { ...info, restarts: Math.max(0, this.#starts.starts(group.name, process.name) - 1) };
  }

  #daemon(): XmlRpcStruct {
    const { daemon, supervisor } = this.#world;
    return {
      identification: daemon.identification,
      pid: daemon.pid,
      version: this.#version,
      state: supervisor.state,
    };
  }

  #processChanged(group: ProcessGroup, process: ManagedProcess, { from, to }: StateChange): void {
    this.#tell('state', () => {
      // Several steps may come in one turn: the process itself is at the last of them already.
      const info = {
        ...this.#info(group, process, this.#world.clock.wallNow()),
        state: STATE_CODES[to],
        statename: to,
      };
      return eventFrame('state', { from, to, info }, this.#lastId);
    });
    for (const reader of this.#readers) reader.processChanged(group.name, process.name);
  }

  #worldChanged(change: WorldChange): void {
    this.#tell('state', () => {
      if (change.kind === 'ending') return eventFrame('daemon', this.#daemon(), this.#lastId);
      const kind = change.kind === 'group-added' ? 'added' : 'removed';
      return eventFrame('group', { kind, name: change.group.name }, this.#lastId);
    });
    if (change.kind === 'group-added')
      for (const reader of this.#readers) reader.processChanged(change.group.name, null);
  }

  /** `makeFrame` is called only where somebody reads, after the id was counted up. */
  #tell(type: FeedType, makeFrame: () => string): void {
    this.#lastId += 1;
    if (this.#readers.size === 0) {
      // A gap: whoever comes back later needs a snapshot.
      if (this.#ring.length > 0) this.#ring = [];
      return;
    }
    const frame = makeFrame();
    this.#ring.push({ id: this.#lastId, type, frame });
    if (this.#ring.length > RING_SIZE) this.#ring.shift();
    for (const reader of this.#readers) reader.push(type, frame);
  }
}
