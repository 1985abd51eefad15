/** A vigild that is killed at every step of dealing with a chunk, and the next one, which finishes what was begun. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { stampedLines } from '../../../test/support/stamped-lines.ts';
import { makeTempDir, type TempDir } from '../../../test/support/temp-dir.ts';
import { fileDescriptor, wallClockTime } from '../../core/units.ts';
import { LineStamp } from '../../logs/line-stamp.ts';
import { LogFiles } from '../../logs/log-files.ts';
import type { LogFileOptions } from '../../logs/log-writer.ts';
import { OutputChannel, type Pump } from '../../logs/output-channel.ts';
import { ReadTurns } from '../../logs/read-turns.ts';
import { StampedLog } from '../../logs/stamped-log.ts';
import { WordStamper } from '../../logs/word-stamper.ts';
import { openLibc } from '../../os/native.ts';
import { SharedSlots } from '../../os/shared-slots.ts';

class Killed extends Error {}

/** Counts down the steps to the kill: infinite where there is none. */
const fate = vi.hoisted(() => ({ steps: Number.POSITIVE_INFINITY }));

function step(): void {
  fate.steps -= 1;
  if (fate.steps < 0) throw new Killed();
}

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return {
    ...original,
    /** Four steps: a kill leaves some quarters of what was to be written. */
    writeSync: (fd: number, chunk: Uint8Array, start = 0, length = chunk.byteLength - start) => {
      const written = Math.floor((length * Math.min(4, Math.max(0, fate.steps))) / 4);
      if (written > 0) original.writeSync(fd, chunk, start, written);
      for (let quarter = 0; quarter < 4; quarter += 1) step();
      return written;
    },
    renameSync: (from: string, to: string) => {
      step();
      original.renameSync(from, to);
    },
    openSync: (...all: Parameters<typeof fs.openSync>) => {
      step();
      return original.openSync(...all);
    },
  };
});

const NOON = Date.UTC(2026, 0, 31, 12);
const AT_NOON = '2026-01-31T12:00:00.000Z ';
const libc = openLibc();
const stamper = new WordStamper();
const CHUNKS = ['one\n\ntw', 'o\nthree\n'];

type Manner = 'plain' | 'stamped';

let directory: TempDir;
let path: string;
let waiting: string[];

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log');
});

afterEach(() => directory.remove());

interface Life {
  readonly manner: Manner;
  readonly options: LogFileOptions;
  /** Before it is killed. */
  readonly steps?: number;
}

/** What the vigild before left, then what waits in the pipe. */
function live({ manner, options, steps = Number.POSITIVE_INFINITY }: Life): void {
  const slots = new SharedSlots(libc, directory.path);
  const files = new LogFiles({ clock: new FakeClock(), onTrouble: () => {} });
  const target = files.open(path, options);
  const clock = { wallNow: () => wallClockTime(NOON) };
  const stampedLog = () =>
    new StampedLog({
      ...{ target, clock, stamp: new LineStamp('utc'), stamper, isNewRun: false },
    });
  const slot = slots.claim('web.stdout');
  if (slot === null) throw new Error('no slot');
  const { data } = slot;
  data.fill = (value, from, end) => {
    step();
    return Uint8Array.prototype.fill.call(data, value, from, end);
  };
  const pump: Pump = {
    buffer: Buffer.alloc(0),
    growPipe: () => {},
    turns: new ReadTurns(setImmediate),
    readAvailable: (_, buffer) => {
      const chunk = waiting.shift();
      if (chunk === undefined) return 'would-block';
      buffer.set(Buffer.from(chunk));
      step();
      return chunk.length;
    },
  };
  const channel = new OutputChannel({
    processName: 'web',
    channel: 'stdout',
    source: 'program',
    file: manner === 'stamped' ? stampedLog() : target,
    syslog: null,
    stripAnsi: false,
    capture: null,
    activityLog: new MemoryLog(),
    fd: fileDescriptor(fs.openSync('/dev/null', 'r')),
    pump,
    slot,
    onClosed: () => {},
  });
  fate.steps = steps;
  try {
    channel.recover();
    channel.drainNow();
  } finally {
    fate.steps = Number.POSITIVE_INFINITY;
    files.release(target);
  }
}

/** The log and its backups, oldest first. */
function everything(): string {
  const files = fs.readdirSync(directory.path).filter((name) => name.startsWith('web.log'));
  const inOrder = files.sort().reverse();
  return inOrder.map((name) => fs.readFileSync(join(directory.path, name), 'utf8')).join('');
}

/** False where the life ended before its kill. */
function isKilled(life: Life): boolean {
  try {
    live(life);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
}

describe.each(['plain', 'stamped'] as const)('of %s output that vigild read when it was killed', (manner) => {
  const inFull = (before: string) =>
    before + (manner === 'stamped' ? stampedLines(CHUNKS.join(''), AT_NOON) : CHUNKS.join(''));

  test.each([
    ['no rotation', '', 0],
    ['no rotation, and more in the log', 'before\n', 0],
    ['a rotation after each chunk', '', 1],
    ['a rotation after the first chunk', 'before\n', 10],
  ])(
    'each byte is in the log once: %s',
    (_, before, maxBytes) => {
      const options = { maxBytes, backups: 9 };
      let steps = 0;
      for (let wasKilled = true; wasKilled; steps += 1) {
        for (const name of fs.readdirSync(directory.path)) fs.rmSync(join(directory.path, name));
        fs.writeFileSync(path, before);
        waiting = [...CHUNKS];
        wasKilled = isKilled({ manner, options, steps });
        live({ manner, options });
        expect([steps, everything()]).toEqual([steps, inFull(before)]);
      }
      expect(steps).toBeGreaterThan(10);
    },
    60_000,
  );

  test('no byte is in the log twice where rotations empty it', () => {
    let steps = 0;
    for (let wasKilled = true; wasKilled; steps += 1) {
      for (const name of fs.readdirSync(directory.path)) fs.rmSync(join(directory.path, name));
      waiting = [...CHUNKS];
      wasKilled = isKilled({ manner, options: { maxBytes: 1, backups: 0 }, steps });
      live({ manner, options: { maxBytes: 0, backups: 0 } });
      // What a rotation emptied cannot tell whether it ended inside a line.
      const text = everything().replaceAll(AT_NOON, '');
      expect([steps, CHUNKS.join('').endsWith(text)]).toEqual([steps, true]);
    }
    expect(steps).toBeGreaterThan(10);
  }, 60_000);
});
