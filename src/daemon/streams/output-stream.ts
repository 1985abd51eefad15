/**
 * One output stream of one process over its whole life: the FIFO, the log file, and the channel that joins them while
 * somebody holds the FIFO open. The channel outlives the child when a descendant keeps writing; the next child then
 * joins it, so that both reach the same log.
 */
import { closeSync, existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { basename } from 'node:path';
import type { StreamConfig } from '../../config/model.ts';
import { joinNamespec } from '../../core/namespec.ts';
import type { FileDescriptor } from '../../core/units.ts';
import type { OutputOrigin } from '../../events/payload.ts';
import { AUTO_LOG_MODE } from '../../logs/auto-log.ts';
import { ConsoleLines } from '../../logs/console-lines.ts';
import { LineStamp } from '../../logs/line-stamp.ts';
import type { LineStamper } from '../../logs/line-stamper.ts';
import type { LogFiles } from '../../logs/log-files.ts';
import type { LogWriter } from '../../logs/log-writer.ts';
import { type ChannelEnd, OutputChannel, type Pump } from '../../logs/output-channel.ts';
import type { OutputSlot } from '../../logs/output-slot.ts';
import type { OutputSettings } from '../../logs/output-stages.ts';
import { StampedLog } from '../../logs/stamped-log.ts';
import { errorCode } from '../../os/errno.ts';
import { ensureFifo, type FifoOptions, openChildEnd, openReadEnd } from '../../os/fifo.ts';
import type { Libc } from '../../os/native.ts';
import { readOpenFile } from '../../os/process-table.ts';
import type { ActivityLog, Clock, OutputCount } from '../../supervisor/ports.ts';
import type { OutputEvents } from '../event-system.ts';
import type { ListenQueue } from './listen-queue.ts';
import type { PipeKeeper } from './pipe-keeper.ts';
import { type PlaceSurroundings, type StreamName, streamPlace } from './stream-place.ts';

/** Buffers by the names of pipes; see {@link OutputSlot}. */
interface Slots {
  claim(name: string): OutputSlot | null;
}

export interface StreamSurroundings extends PlaceSurroundings {
  readonly libc: Libc;
  readonly files: LogFiles;
  readonly pump: Pump;
  readonly slots: Slots;
  readonly keeper: Pick<PipeKeeper, 'made' | 'opened' | 'closed'>;
  readonly listenQueue: ListenQueue;
  readonly activityLog: ActivityLog;
  readonly syslog: (line: string) => void;
  readonly stripAnsi: boolean;
  /** Asked when the first log with stamps is opened. */
  readonly stamper: () => LineStamper;
  readonly clock: Pick<Clock, 'wallNow'>;
  readonly events: OutputEvents;
}

export interface StreamIdentity extends StreamName {
  /** Whose pid is that of the child that runs, or ran last; 0 before the first. */
  readonly child: { readonly pid: number };
  readonly fifoPath: string;
  readonly fifoOwner: FifoOptions['owner'];
}

/** Whether what comes is of a new run, or more of one that was read from before. */
type Since = 'new-run' | 'same-run';

const NOTHING: OutputCount = { bytes: 0, lostBytes: 0 };
const NONE_OPEN: readonly LogWriter[] = [];

export class OutputStream {
  readonly #config: StreamConfig;
  readonly #identity: StreamIdentity;
  readonly #surroundings: StreamSurroundings;
  /** The log file's path; null when there is none. */
  readonly logfile: string | null;
  #hasFifo = false;
  /** What is read is not the pipe of this path, but one that has lost its name. */
  #isElsewhere = false;
  /** False: there was no room for a slot. */
  #hasRoom = true;
  #channel: OutputChannel | null = null;
  #writer: LogWriter | null = null;
  /** Of the channels and writers before those that are open now. */
  #earlier: OutputCount = NOTHING;
  /** The log file and the console behind the writer, each to be released. */
  #opened = NONE_OPEN;
  /** The last one, also when the run that wrote to it is over. */
  #consoleLines: ConsoleLines | null = null;
  readonly #isShown: boolean;

  /** Creates an AUTO log; throws the file system's error when that fails. */
  constructor(config: StreamConfig, identity: StreamIdentity, surroundings: StreamSurroundings) {
    this.#config = config;
    this.#identity = identity;
    this.#surroundings = surroundings;
    const { logfile, isShown } = streamPlace(config, identity, surroundings);
    this.logfile = logfile;
    this.#isShown = isShown;
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
    this.#consoleLines?.forget();
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
      this.#openChannel('same-run', before ?? this.#identity.fifoPath);
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
    this.#channel?.drainNow();
    this.#consoleLines?.endLine();
  }

  /** The last bytes of a run that is shown on the console; null where there is a log to be read. */
  get lastBytes(): Uint8Array | null {
    return this.logfile === null ? (this.#consoleLines?.lastBytes ?? null) : null;
  }

  reopenLog(): void {
    this.#writer?.reopen();
  }

  /** Empties the log: deletes and recreates one that is open, empties one of a program that is not running. */
  clearLog(): void {
    if (this.#writer !== null) this.#writer.clear();
    else if (this.logfile !== null) emptyFile(this.logfile);
  }

  /** Adds a text of the daemon's own to the log, where the child would have said it. */
  note(text: string): void {
    const writer = this.#writer ?? this.#openWriter('new-run');
    writer?.write(Buffer.from(text));
    if (this.#channel === null) this.#releaseWriter();
  }

  count(): OutputCount {
    const { bytes, lostBytes } = this.#earlier;
    return {
      bytes: bytes + (this.#channel?.receivedBytes ?? 0),
      lostBytes: lostBytes + (this.#writer?.lostBytes ?? 0),
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
      this.#isShown ||
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

  #openChannel(since: Since, pipe = this.#identity.fifoPath): void {
    const { activityLog, keeper, listenQueue, pump, stripAnsi, syslog } = this.#surroundings;
    const { processName, channel, source, fifoPath } = this.#identity;
    const fd = openReadEnd(pipe);
    try {
      this.#writer = this.#openWriter(since);
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
      file: this.#writer,
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

  #openWriter(since: Since): LogWriter | null {
    const target = this.#openTarget(since);
    const { timestamp } = this.#config;
    if (target === null || timestamp === undefined) return target;
    const { stamper, clock } = this.#surroundings;
    const isNewRun = since === 'new-run';
    return new StampedLog({ target, stamp: new LineStamp(timestamp), stamper: stamper(), clock, isNewRun });
  }

  #openTarget(since: Since): LogWriter | null {
    const file = this.#openFile(since);
    if (!this.#isShown) {
      this.#opened = file === null ? [] : [file];
      return file;
    }
    const { processName, groupName, channel } = this.#identity;
    const console = this.#surroundings.files.open(`/dev/${channel}`, { maxBytes: 0, backups: 0 });
    this.#opened = file === null ? [console] : [file, console];
    const lines = new ConsoleLines({ prefix: `${joinNamespec(groupName, processName)} | `, console, file });
    this.#consoleLines = lines;
    return lines;
  }

  #openFile(since: Since): LogWriter | null {
    if (this.logfile === null) return null;
    const { logfile, maxBytes, backups } = this.#config;
    return this.#surroundings.files.open(this.logfile, {
      maxBytes,
      backups,
      mayFail: since === 'same-run',
      ...(logfile.kind === 'auto' ? { mode: AUTO_LOG_MODE } : {}),
    });
  }

  #channelClosed(reason: ChannelEnd): void {
    this.#earlier = { ...this.#earlier, bytes: this.count().bytes };
    this.#channel = null;
    this.#releaseWriter();
    this.#surroundings.keeper.closed(this.#identity.fifoPath);
    if (reason !== 'no-room') return;
    this.#hasRoom = false;
    this.#openChannel('same-run');
  }

  #releaseWriter(): void {
    this.#earlier = { ...this.#earlier, lostBytes: this.count().lostBytes };
    this.#consoleLines?.endLine();
    for (const writer of this.#opened) this.#surroundings.files.release(writer);
    this.#opened = NONE_OPEN;
    this.#writer = null;
  }
}

/** A log that was not written yet is empty already. Devices, pipes and the daemon's own output stay as they are. */
function emptyFile(path: string): void {
  if (/^\/(dev|proc)\//.test(path)) return;
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) truncateSync(path);
}
