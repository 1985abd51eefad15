import { openSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { heapGrowth } from '../../test/support/heap-growth.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { fileDescriptor, wallClockTime } from '../core/units.ts';
import { LineStamp } from './line-stamp.ts';
import type { LogWriter } from './log-writer.ts';
import { OutputChannel, type Pump } from './output-channel.ts';
import { ReadTurns } from './read-turns.ts';
import { StampedLog } from './stamped-log.ts';
import { WordStamper } from './word-stamper.ts';

const CHUNKS = 1_000_000;
const CHUNK_BYTES = 100;
/** What a run of tests moves on the heap by itself; a single number kept for each chunk would be eight times as much. */
const FLAT = 1024 * 1024;

const channels: OutputChannel[] = [];

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

class CountingWriter implements LogWriter {
  readonly path = '/nowhere';
  readonly lostBytes = 0;
  readonly size = null;
  readonly inode = null;
  readonly isCongested = false;
  bytes = 0;

  write(chunk: Uint8Array, length = chunk.byteLength): void {
    this.bytes += length;
  }

  whenWritable(): void {}
  reopen(): void {}
  clear(): void {}
  close(): void {}
}

function openChannel(file: LogWriter, stripAnsi: boolean): { channel: OutputChannel; refill(): void } {
  // A pipe that has so many chunks at a time.
  let left = 0;
  const pump: Pump = {
    buffer: Buffer.alloc(CHUNK_BYTES, `${'x'.repeat(CHUNK_BYTES - 1)}\n`),
    readAvailable: () => {
      if (left === 0) return 'would-block';
      left -= 1;
      return CHUNK_BYTES;
    },
    growPipe: () => undefined,
    turns: new ReadTurns(setImmediate),
  };
  const channel = new OutputChannel({
    processName: 'web',
    channel: 'stdout',
    source: 'program',
    slot: null,
    file,
    syslog: null,
    stripAnsi,
    capture: null,
    activityLog: new MemoryLog(),
    fd: fileDescriptor(openSync('/dev/null', 'r')),
    pump,
    onClosed: () => undefined,
  });
  channels.push(channel);
  return {
    channel,
    refill() {
      left = 10_000;
    },
  };
}

function withStamps(target: LogWriter): LogWriter {
  let now = Date.UTC(2026, 0, 31);
  const clock = { wallNow: () => wallClockTime(now++) };
  return new StampedLog({
    target,
    stamp: new LineStamp('local'),
    stamper: new WordStamper(),
    clock,
    isNewRun: true,
  });
}

const unchanged = (file: LogWriter) => file;
const STAMP_BYTES = new LineStamp('local').length;

describe('a million chunks of output', () => {
  it.each([
    ['straight to the file', { stripAnsi: false, through: unchanged, each: CHUNK_BYTES }],
    ['through the stages that look at them', { stripAnsi: true, through: unchanged, each: CHUNK_BYTES }],
    ['with stamps', { stripAnsi: false, through: withStamps, each: CHUNK_BYTES + STAMP_BYTES }],
  ])('leave nothing on the heap: %s', (_, { stripAnsi, through, each }) => {
    const file = new CountingWriter();
    const { channel, refill } = openChannel(through(file), stripAnsi);
    const pass = (chunks: number) => {
      for (let passed = 0; passed < chunks; passed += 10_000) {
        refill();
        channel.drainNow();
      }
    };
    pass(20_000);
    const growth = heapGrowth(() => pass(CHUNKS));
    expect(file.bytes).toBe((CHUNKS + 20_000) * each);
    expect(growth).toBeLessThan(FLAT);
  });
});
