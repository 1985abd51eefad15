/**
 * The pump of one output stream of one process: from the read end of its FIFO to its sinks.
 *
 * Bytes arrive through a socket with `onread`: libuv reads into one buffer and calls back before it reads again, so
 * nothing is copied or allocated for a chunk. Without a sink that looks at the bytes they go straight to the file. What
 * one turn of the event loop reads is bounded ({@link ReadTurns}), so a flood from one program delays nobody else for long.
 */
import { closeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { FileDescriptor } from '../core/units.ts';
import { STAMPED_AT_ONCE } from './line-stamper.ts';
import { notedFile } from './noted-file.ts';
import {
  dealtWith,
  type LogMark,
  type OutputLeftover,
  type OutputManner,
  type OutputSlot,
} from './output-slot.ts';
import { type OutputSettings, OutputStages, type OutputSubscriber } from './output-stages.ts';
import type { ReadTurns } from './read-turns.ts';
import { StampedLog } from './stamped-log.ts';

/** What all channels of the daemon share. */
export interface Pump {
  /** {@link PUMP_BUFFER_SIZE} bytes. */
  readonly buffer: Uint8Array;
  /** One read(2) of a non-blocking descriptor into `buffer`. */
  readAvailable(fd: FileDescriptor, buffer: Uint8Array): number | 'would-block' | 'end' | 'no-room';
  /** Makes the pipe as large as the kernel allows, up to 1 MiB; does nothing when that fails. */
  growPipe(fd: FileDescriptor): void;
  readonly turns: ReadTurns;
}

export const PUMP_BUFFER_SIZE = 256 * 1024;

/**
 * A read of this many bytes, half of what a pipe holds at first, says that the program writes faster than we read. A whole
 * pipe is hardly ever read: what is written at once seldom ends where the pipe does.
 */
const LARGE_READ = 32 * 1024;
/** A descendant that floods the pipe must not keep us in {@link OutputChannel.drainNow}. */
const DRAIN_LIMIT = 4 * 1024 * 1024;

export interface OutputChannelOptions extends OutputSettings {
  /** The FIFO's read end, non-blocking. It belongs to the channel from now on. */
  readonly fd: FileDescriptor;
  readonly pump: Pump;
  /** What is read into, so that nothing of it is lost with this process; null: the pump's buffer. Let go at the end. */
  readonly slot: OutputSlot | null;
  /** Of a listener: how many of its bytes were heard, as the journal has it. */
  readonly heard?: () => number;
  /** The stream has ended or was closed: the file may be let go. Called once, never from within the constructor. */
  readonly onClosed: (reason: ChannelEnd) => void;
}

/** `no-room`: the file system had no room for the slot's memory; nothing was lost, and without a slot it goes on. */
export type ChannelEnd = 'ended' | 'no-room';

export class OutputChannel {
  readonly #options: OutputChannelOptions;
  readonly #stages: OutputStages;
  readonly #buffer: Uint8Array;
  /** The file, where it puts stamps before lines: what it writes cannot be told from the chunk alone. */
  readonly #stamped: StampedLog | null;
  readonly #resume: () => void;
  /** Null until {@link listen}. */
  #socket: Socket | null = null;
  #isPlain: boolean;
  #isGrown = false;
  #isClosed = false;
  #receivedBytes = 0;

  constructor(options: OutputChannelOptions) {
    this.#options = options;
    this.#stages = new OutputStages(options);
    this.#isPlain = this.#stages.isPlain;
    this.#stamped = options.file instanceof StampedLog ? options.file : null;
    const buffer = options.slot?.data ?? options.pump.buffer;
    // What is written in one piece is rotated once at most: only then does the log's size tell a successor how far it came.
    this.#buffer = this.#stamped === null ? buffer : buffer.subarray(0, STAMPED_AT_ONCE);
    this.#resume = () => {
      if (!this.#isClosed) this.#socket?.resume();
    };
  }

  /** What an earlier daemon had read when it was killed goes where it was to go. To be called before anything is read. */
  recover(): void {
    const { slot } = this.#options;
    if (slot === null) return;
    const stamped = this.#stamped;
    if (slot.wasInsideLine !== null) stamped?.goOn(slot.wasInsideLine);
    const leftover = slot.leftover();
    if (leftover === null) return;
    if (leftover.begun === null) this.#consume(leftover.length);
    else if (stamped === null || !this.#finishStamped(stamped, leftover)) this.#finish(slot, leftover);
  }

  /** What is not in the log yet. The note of the earlier daemon stays until it is, so that this may be cut short as well. */
  #finish(slot: OutputSlot, leftover: OutputLeftover): void {
    const { file, heard } = this.#options;
    const { length, begun } = leftover;
    const log = file && notedFile(file, begun?.logInode ?? null);
    const done = dealtWith(leftover, heard?.() ?? log?.size ?? null);
    if (done < length) this.#pass(slot.data.subarray(done, length));
    slot.done(length, this.#stamped?.isInsideLine);
  }

  /** The same bytes once more, without those that are in the log. False: the earlier daemon was doing something else. */
  #finishStamped(stamped: StampedLog, leftover: OutputLeftover): boolean {
    const { slot } = this.#options;
    const { length, begun } = leftover;
    if (slot === null || begun === null || !('stampedAt' in begun)) return false;
    this.#receivedBytes += length;
    const file = notedFile(stamped, begun.logInode);
    stamped.finish(slot.data, length, {
      stampedAt: begun.stampedAt,
      isInsideLine: begun.manner === 'stamped-inside',
      written: dealtWith(leftover, file.size),
      file,
    });
    slot.done(length, stamped.isInsideLine);
    return true;
  }

  /**
   * From now on output is read when it comes. Making the socket costs more than all the rest, so it may wait until a
   * series of starts is over: the pipe keeps what is written before, and {@link drainNow} does not need it.
   */
  listen(): void {
    if (this.#isClosed || this.#socket !== null) return;
    const { fd } = this.#options;
    // Node has `onread` in the constructor's options, its type declarations only in those of connect().
    const socketOptions: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd,
      readable: true,
      writable: false,
      onread: { buffer: this.#buffer, callback: (length) => this.#received(length) },
    };
    this.#socket = new Socket(socketOptions)
      .on('end', () => this.close())
      .on('error', (error) => this.#close(isOutOfRoom(error) ? 'no-room' : 'ended'));
  }

  /** How much the stream has said so far. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  subscribe(subscriber: OutputSubscriber): void {
    this.#stages.subscribe(subscriber);
    this.#isPlain = this.#stages.isPlain;
  }

  unsubscribe(subscriber: OutputSubscriber): void {
    this.#stages.unsubscribe(subscriber);
    this.#isPlain = this.#stages.isPlain;
  }

  /**
   * The child was reaped: takes what the pipe holds now, so that its last words stand in the log before its exit
   * does. The channel stays open for descendants that hold the pipe, until its end.
   */
  drainNow(): void {
    if (this.#isClosed) return;
    const { fd, pump } = this.#options;
    let drained = 0;
    while (drained < DRAIN_LIMIT) {
      const result = pump.readAvailable(fd, this.#buffer);
      if (result === 'end' || result === 'no-room') {
        this.#close(result === 'end' ? 'ended' : 'no-room');
        return;
      }
      if (result === 'would-block') break;
      this.#consume(result);
      drained += result;
    }
    this.#stages.finish();
  }

  /** Lets go of the pipe; what it still holds is left for who opens it next. */
  close(): void {
    this.#close('ended');
  }

  #close(reason: ChannelEnd): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stages.finish();
    if (this.#socket === null) closeSync(this.#options.fd);
    else this.#socket.destroy();
    this.#options.slot?.release();
    this.#options.onClosed(reason);
  }

  /** False makes the socket stop reading. */
  #received(length: number): boolean {
    this.#consume(length);
    const { file, pump } = this.#options;
    if (file?.isCongested === true) {
      file.whenWritable(this.#resume);
      return false;
    }
    // After a read that did not fill the buffer, libuv turns to the next stream by itself.
    return length < this.#buffer.byteLength || pump.turns.filled(this.#resume);
  }

  #consume(length: number): void {
    const { fd, pump, slot } = this.#options;
    if (length >= LARGE_READ && !this.#isGrown) {
      this.#isGrown = true;
      pump.growPipe(fd);
    }
    if (this.#isPlain && this.#stamped !== null) {
      this.#stampChunk(this.#stamped, length);
      return;
    }
    slot?.begin(length, this.#manner, this.#mark);
    this.#pass(this.#buffer, length);
    slot?.done(length, this.#stamped?.isInsideLine);
  }

  /** To where it is to go: the first `length` bytes, all by default. */
  #pass(chunk: Uint8Array, length = chunk.byteLength): void {
    this.#receivedBytes += length;
    if (this.#isPlain) this.#options.file?.write(chunk, length);
    else this.#stages.process(chunk.subarray(0, length));
  }

  #stampChunk(stamped: StampedLog, length: number): void {
    const { slot } = this.#options;
    this.#receivedBytes += length;
    const time = stamped.beginChunk();
    slot?.stampWith(time);
    slot?.begin(length, stamped.isInsideLine ? 'stamped-inside' : 'stamped', stamped);
    stamped.writeAt(time, this.#buffer, length);
    slot?.done(length, stamped.isInsideLine);
  }

  /** What tells a successor how far this came. */
  get #mark(): LogMark | null {
    const { heard, file } = this.#options;
    return heard === undefined ? file : { size: heard(), inode: null };
  }

  get #manner(): OutputManner {
    if (this.#options.source === 'event-listener') return 'protocol';
    return this.#isPlain ? 'plain' : 'staged';
  }
}

/** The kernel could not store what it read: there is no room for the page. What was in the pipe still is. */
function isOutOfRoom(error: Error): boolean {
  return 'code' in error && error.code === 'EFAULT';
}
