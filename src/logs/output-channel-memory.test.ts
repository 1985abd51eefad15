import { openSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { heapGrowth } from '../../test/support/heap-growth.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { fileDescriptor } from '../core/units.ts';
import type { LogWriter } from './log-writer.ts';
import { OutputChannel, type Pump } from './output-channel.ts';

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
    buffer: Buffer.alloc(CHUNK_BYTES, 'x'),
    readAvailable: () => {
      if (left === 0) return 'would-block';
      left -= 1;
      return CHUNK_BYTES;
    },
    growPipe: () => undefined,
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

describe('a million chunks of output', () => {
  it.each([
    ['straight to the file', false],
    ['through the stages that look at them', true],
  ])('leave nothing on the heap: %s', (_, stripAnsi) => {
    const file = new CountingWriter();
    const { channel, refill } = openChannel(file, stripAnsi);
    const pass = (chunks: number) => {
      for (let passed = 0; passed < chunks; passed += 10_000) {
        refill();
        channel.drainNow();
      }
    };
    pass(20_000);
    const growth = heapGrowth(() => pass(CHUNKS));
    expect(file.bytes).toBe((CHUNKS + 20_000) * CHUNK_BYTES);
    expect(growth).toBeLessThan(FLAT);
  });
});
