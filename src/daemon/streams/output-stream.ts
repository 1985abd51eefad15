/**
 * One output stream of one process over its whole life: the FIFO, the log file, and the channel that joins them while
 * somebody holds the FIFO open. The channel outlives the child when a descendant keeps writing; the next child then
 * joins it, so that both reach the same log.
 */
import { closeSync, existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { StreamConfig } from '../../config/model.ts';
import { errorCode } from '../../core/thrown.ts';
import type { FileDescriptor } from '../../core/units.ts';
import type { OutputOrigin } from '../../events/payload.ts';
import type { LogWriter } from '../../logs/log-writer.ts';
import { type ChannelEnd, OutputChannel, type Pump } from '../../logs/output-channel.ts';
import type { OutputSlot } from '../../logs/output-slot.ts';
import type { OutputSettings } from '../../logs/output-stages.ts';
import { ensureFifo, type FifoOptions, openChildEnd, openReadEnd } from '../../os/fifo.ts';
import type { Libc } from '../../os/native.ts';
import { readOpenFile } from '../../os/process-table.ts';
import type { ActivityLog, OutputCount } from '../../supervisor/ports.ts';
import type { OutputEvents } from '../event-system.ts';
import type { ListenQueue } from './listen-queue.ts';
import type { PipeKeeper } from './pipe-keeper.ts';
import { type Since, StreamLog, type StreamLogSurroundings } from './stream-log.ts';
import type { StreamName } from './stream-place.ts';

/** Buffers by the names of pipes; see {@link OutputSlot}. */
interface Slots {
  claim(name: string): OutputSlot | null;
}

export interface StreamSurroundings extends StreamLogSurroundings {
  readonly libc: Libc;
  readonly pump: Pump;
  readonly slots: Slots;
  readonly keeper: Pick<PipeKeeper, 'made' | 'opened' | 'closed'>;
  readonly listenQueue: ListenQueue;
  readonly activityLog: ActivityLog;
  readonly syslog: (line: string) => void;
  readonly stripAnsi: boolean;
  readonly events: OutputEvents;
}

export interface StreamIdentity extends StreamName {
  /** Whose pid is that of the child that runs, or ran last; 0 before the first. */
  readonly child: { readonly pid: number };
  readonly fifoPath: string;
  readonly fifoOwner: FifoOptions['owner'];
}

export class OutputStream {
  readonly #config: StreamConfig;
  readonly #identity: StreamIdentity;
  readonly #surroundings: StreamSurroundings;
  #hasFifo = false;
  /** What is read is not the pipe of this path, but one that has lost its name. */
  #isElsewhere = false;
  /** False: there was no room for a slot. */
  #hasRoom = true;
  #channel: OutputChannel | null = null;
  /** Of the channels before the one that is open now. */
  #earlierBytes = 0;
  readonly #log: StreamLog;

  /** Creates an AUTO log; throws the file system's error when that fails. */
  constructor(config: StreamConfig, identity: StreamIdentity, surroundings: StreamSurroundings) {
    this.#config = config;
    this.#identity = identity;
    this.#surroundings = surroundings;
    this.#log = new StreamLog(config, identity, surroundings);
  }

  /** The log file's path; null when there is none. */
  get logfile(): string | null {
    return this.#log.logfile;
  }

  /**
   * Gets ready for a child and opens its end, which the caller closes after the spawn; null where nobody reads what it
   * writes. Throws the file system's error, with nothing left open.
   */
  openForChild(): FileDescriptor | null {
    if (!this.#isRead()) return null;
    if (this.#identity.source === 'event-listener') this.#beginAnew();
    if (this.#isElsewhere) this.#channel?.close();
    this.#isElsewhere = false;
    if (!this.#hasFifo) this.#ensureFifo();
    if (this.#channel === null) this.#openChannel('new-run');
    this.#log.beginRun();
    return openChildEnd(this.#identity.fifoPath);
  }

  /**
   * The child is one of an earlier daemon: what it wrote meanwhile is in the pipe, and what it writes will be. It runs, so
   * nothing that is wrong with its pipe or its log is a reason to know nothing of it.
   */
  adopt(): void {
    if (!this.#isRead() || this.#channel !== null) return;
    try {
      const before = this.#ensureFifo() === 'made' ? this.#deletedPipe() : null;
      this.#isElsewhere = before !== null;
      const opened = this.#openChannel('same-run', before ?? this.#identity.fifoPath);
      // What a listener said meanwhile tells whether it has an event.
      if (this.#identity.source === 'event-listener') opened.drainNow();
    } catch (error) {
      const { processName, channel } = this.#identity;
      const code = errorCode(error);
      if (code === 'UNKNOWN') throw error;
      const { activityLog } = this.#surroundings;
      activityLog.log(
        'error',
        `cannot read ${channel} of '${processName}' (${code}): it waits until its next start`,
      );
    }
  }

  /** Lets go of a pipe that somebody has deleted. Answers whether that was so. */
  forgetMissing(): boolean {
    if (!this.#hasFifo || existsSync(this.#identity.fifoPath)) return false;
    this.#channel?.close();
    this.#hasFifo = false;
    return true;
  }

  /** The pipe that the child writes to, where somebody has deleted its name. */
  #deletedPipe(): string | null {
    const { channel, child, fifoPath } = this.#identity;
    const descriptor = channel === 'stdout' ? 1 : 2;
    if (readOpenFile(child.pid, descriptor) !== `${fifoPath} (deleted)`) return null;
    return `/proc/${child.pid}/fd/${descriptor}`;
  }

  #ensureFifo(): 'made' | 'found' {
    const { libc, keeper } = this.#surroundings;
    const { fifoPath, fifoOwner } = this.#identity;
    const outcome = ensureFifo(libc, fifoPath, { mode: 0o600, owner: fifoOwner });
    if (outcome === 'made') keeper.made(fifoPath);
    this.#hasFifo = true;
    return outcome;
  }

  /** The child was reaped: its last words are written before its exit is reported. */
  drain(): void {
    const channel = this.#channel;
    channel?.drainNow();
    // One that found no room has left the rest to another.
    if (this.#channel !== channel) this.#channel?.drainNow();
    this.#log.endLine();
  }

  /** The last bytes of a run that is shown on the console; null where there is a log to be read. */
  get lastBytes(): Uint8Array | null {
    return this.#log.lastBytes;
  }

  reopenLog(): void {
    this.#log.reopen();
  }

  /** Empties the log: deletes and recreates one that is open, empties one of a program that is not running. */
  clearLog(): void {
    this.#log.clear();
  }

  /** Adds a text of the daemon's own to the log, where the child would have said it. */
  note(text: string): void {
    const writer = this.#log.writer ?? this.#log.open('new-run');
    writer?.write(Buffer.from(text));
    if (this.#channel === null) this.#log.release();
  }

  count(): OutputCount {
    return {
      bytes: this.#earlierBytes + (this.#channel?.receivedBytes ?? 0),
      lostBytes: this.#log.lostBytes,
    };
  }

  close(): void {
    this.#channel?.close();
  }

  /** Whether anybody wants the bytes; otherwise the child writes to /dev/null and costs nothing. */
  #isRead(): boolean {
    const { syslog, eventsEnabled, captureMaxBytes } = this.#config;
    return (
      this.logfile !== null ||
      this.#log.isShown ||
      syslog ||
      eventsEnabled ||
      captureMaxBytes > 0 ||
      this.#identity.source === 'event-listener' ||
      this.#surroundings.activityLog.isEnabled('debug')
    );
  }

  /** Each listener gets a pipe of its own: what an earlier one left in it, or its children say, would break the protocol. */
  #beginAnew(): void {
    this.#channel?.close();
    rmSync(this.#identity.fifoPath, { force: true });
    this.#hasFifo = false;
  }

  #openChannel(since: Since, pipe = this.#identity.fifoPath): OutputChannel {
    const { activityLog, keeper, listenQueue, pump, stripAnsi, syslog } = this.#surroundings;
    const { processName, channel, source, fifoPath } = this.#identity;
    const fd = openReadEnd(pipe);
    let file: LogWriter | null;
    try {
      file = this.#log.open(since);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    const opened = new OutputChannel({
      fd,
      pump,
      processName,
      channel,
      source,
      slot: this.#hasRoom ? this.#surroundings.slots.claim(basename(fifoPath)) : null,
      file,
      syslog: this.#config.syslog ? syslog : null,
      stripAnsi,
      capture: this.#capture(),
      ...(source === 'program' ? {} : { heard: () => this.#surroundings.events.heard(this.#origin()) }),
      activityLog,
      onClosed: (reason) => this.#channelClosed(reason),
    });
    this.#channel = opened;
    this.#subscribe(opened);
    opened.recover();
    if (source === 'program') keeper.opened(fifoPath, fd);
    listenQueue.add(opened);
    return opened;
  }

  #capture(): OutputSettings['capture'] {
    const maxBytes = this.#config.captureMaxBytes;
    if (maxBytes === 0 || this.#identity.source === 'event-listener') return null;
    const { events } = this.#surroundings;
    return { maxBytes, onMessage: (message) => events.communicated(this.#origin(), message) };
  }

  #subscribe(channel: OutputChannel): void {
    const { events } = this.#surroundings;
    if (this.#identity.source === 'event-listener') {
      channel.subscribe((chunk) => events.listenerSaid(this.#origin(), chunk));
    } else if (this.#config.eventsEnabled) {
      channel.subscribe((chunk) => events.logged(this.#origin(), chunk));
    }
  }

  #origin(): OutputOrigin {
    const { processName, groupName, child, channel } = this.#identity;
    return { process: processName, group: groupName, pid: child.pid, channel };
  }

  #channelClosed(reason: ChannelEnd): void {
    this.#earlierBytes = this.count().bytes;
    this.#channel = null;
    this.#log.release();
    this.#surroundings.keeper.closed(this.#identity.fifoPath);
    if (reason !== 'no-room') return;
    this.#hasRoom = false;
    this.#openChannel('same-run');
  }
}
