/** One reader of events: its queue, the logs that it follows, and the bytes that it gets as fast as it takes them. */
import { later, milliseconds } from '../core/units.ts';
import type { RpcWorld } from '../rpc/world.ts';
import type { Timer } from '../supervisor/ports.ts';
import { eventFrame, KEEP_ALIVE, RETRY } from './event-frame.ts';
import type { FeedRequest, FeedType, WantedLog } from './event-request.ts';
import { FrameQueue, type Taken } from './frame-queue.ts';
import { LogTap } from './log-tap.ts';

export interface EventReaderParts {
  readonly world: RpcWorld;
  readonly request: FeedRequest;
  /** Aborted when the reader left. */
  readonly signal: AbortSignal;
  /** What it gets before anything else. */
  readonly first: readonly string[];
  /** A frame that says how everything is now. */
  snapshot(): string;
  /** Called once, when nothing more will be read. */
  onEnd(): void;
}

const KEEP_ALIVE_INTERVAL = milliseconds(20_000);

interface OwnTap {
  readonly log: WantedLog;
  readonly tap: LogTap;
}

export class EventReader implements AsyncIterable<Uint8Array> {
  readonly #parts: EventReaderParts;
  readonly #queue = new FrameQueue();
  readonly #taps: readonly OwnTap[];

  constructor(parts: EventReaderParts) {
    this.#parts = parts;
    this.#taps = parts.request.logs.map((log) => ({ log, tap: this.#tap(log) }));
    for (const { tap } of this.#taps) tap.refresh();
    // Also where nobody ever asks for the first piece.
    if (parts.signal.aborted) this.#ended();
    else parts.signal.addEventListener('abort', this.#ended, { once: true });
  }

  push(type: FeedType, frame: string): void {
    if (this.#parts.request.types.has(type)) this.#queue.push(frame);
  }

  /** Null: any process of the group. */
  processChanged(group: string, process: string | null): void {
    for (const { log, tap } of this.#taps) {
      if (log.group === group && (process === null || log.process === process)) tap.refresh();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { signal, first } = this.#parts;
    try {
      yield Buffer.from([RETRY, ...first].join(''));
      while (!signal.aborted) {
        const taken = this.#queue.take();
        if (taken !== null) yield Buffer.from(this.#textOf(taken));
        else if (!(await this.#nextArrival())) yield Buffer.from(KEEP_ALIVE);
      }
    } finally {
      signal.removeEventListener('abort', this.#ended);
      this.#ended();
    }
  }

  #textOf({ frames, dropped }: Taken): string {
    const { request, snapshot } = this.#parts;
    if (dropped === 0) return frames.join('');
    const lag = eventFrame('lag', { dropped }, null);
    return [lag, ...(request.types.has('state') ? [snapshot()] : []), ...frames].join('');
  }

  /** False when nothing came for so long that the connection should show that it lives. */
  async #nextArrival(): Promise<boolean> {
    const { clock } = this.#parts.world;
    let timer: Timer | null = null;
    const arrived = await new Promise<boolean>((resolve) => {
      this.#queue.onArrival(() => resolve(true));
      timer = clock.schedule(later(clock.now(), KEEP_ALIVE_INTERVAL), () => resolve(false));
      this.#giveUp = () => resolve(true);
    });
    (timer as Timer | null)?.cancel();
    this.#queue.onArrival(null);
    return arrived;
  }

  #giveUp: () => void = () => undefined;

  readonly #ended = (): void => {
    for (const { tap } of this.#taps) tap.close();
    this.#queue.close();
    this.#giveUp();
    this.#parts.onEnd();
  };

  #tap(log: WantedLog): LogTap {
    const { world, signal, request } = this.#parts;
    const { group, process, channel } = log;
    const name = `${group}:${process}`;
    return new LogTap({
      log,
      clock: world.clock,
      signal,
      path: () => {
        const runtime = world.supervisor.group(group)?.process(process)?.runtime;
        return (channel === 'stdout' ? runtime?.stdoutLogfile : runtime?.stderrLogfile) ?? null;
      },
      deliver: ({ text, offset }) =>
        this.#queue.pushLog(
          eventFrame('log', { name, channel, ...(request.hasText ? { text } : {}), offset }, null),
        ),
    });
  }
}
