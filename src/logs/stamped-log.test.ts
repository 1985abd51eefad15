import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { stampedLines } from '../../test/support/stamped-lines.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { wallClockTime } from '../core/units.ts';
import { LineStamp } from './line-stamp.ts';
import { STAMPED_AT_ONCE } from './line-stamper.ts';
import { LogFiles } from './log-files.ts';
import type { LogWriter } from './log-writer.ts';
import { StampedLog } from './stamped-log.ts';
import { WordStamper } from './word-stamper.ts';

const NOON = Date.UTC(2026, 0, 31, 12, 0, 0, 0);
const AT_NOON = '2026-01-31T12:00:00.000Z ';
const LATER = '2026-01-31T12:00:01.500Z ';

let directory: TempDir;
let path: string;
let time: number;
let files: LogFiles;
const stamper = new WordStamper();

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log');
  time = NOON;
  files = new LogFiles({ clock: new FakeClock(), onTrouble: () => {} });
});

afterEach(() => directory.remove());

interface Settings {
  readonly isNewRun?: boolean;
  readonly maxBytes?: number;
  readonly backups?: number;
  readonly target?: LogWriter;
}

function openLog({ isNewRun = true, maxBytes = 0, backups = 3, target }: Settings = {}): StampedLog {
  return new StampedLog({
    target: target ?? files.open(path, { maxBytes, backups }),
    stamp: new LineStamp('utc'),
    stamper,
    clock: { wallNow: () => wallClockTime(time) },
    isNewRun,
  });
}

const logged = (name = path) => readFileSync(name, 'utf8');
const write = (log: LogWriter, text: string) => log.write(Buffer.from(text));

describe('a log with stamps', () => {
  test('a line has one stamp, of the time of its first byte, in whatever pieces it comes', () => {
    const text = 'one\n\ntwo and a half\nthree\n';
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        writeFileSync(path, '');
        const log = openLog();
        for (const part of [text.slice(0, first), text.slice(first, second), text.slice(second)]) {
          if (part !== '') write(log, part);
        }
        expect(logged()).toBe(stampedLines(text, AT_NOON));
      }
    }
  });

  test('the rest of a line comes later, and the next line has its own time', () => {
    const log = openLog();
    write(log, 'begun');
    time += 1500;
    write(log, ', ended\nnext\n');
    expect(logged()).toBe(`${AT_NOON}begun, ended\n${LATER}next\n`);
  });

  test('chunks that are longer than what is stamped at once', () => {
    const text = `${'x'.repeat(STAMPED_AT_ONCE - 1)}\n${'y'.repeat(STAMPED_AT_ONCE + 5)}\n\n`;
    const log = openLog();
    write(log, text);
    expect(logged()).toBe(stampedLines(text, AT_NOON));
  });

  test('of a reused buffer, only what is to be written', () => {
    const log = openLog();
    log.write(Buffer.from('one\ntwo\n'), 4);
    expect(logged()).toBe(`${AT_NOON}one\n`);
  });

  test('rotation counts the stamps, and a line that it cuts goes on in the new file', () => {
    const log = openLog({ maxBytes: 40 });
    write(log, 'one\ntw');
    expect(logged(`${path}.1`)).toBe(`${AT_NOON}one\n${AT_NOON}tw`);
    write(log, 'o\nthree\n');
    expect(logged()).toBe(`o\n${AT_NOON}three\n`);
  });

  test('a log that was moved away is gone on with; one that was cleared begins with a line', () => {
    const log = openLog();
    write(log, 'cut ');
    renameSync(path, `${path}.moved`);
    log.reopen();
    write(log, 'here\ncut ');
    expect(logged()).toBe(`here\n${AT_NOON}cut `);
    log.clear();
    write(log, 'there\n');
    expect(logged()).toBe(`${AT_NOON}there\n`);
  });

  test('a new run begins a line of its own where the last one ended inside a line', () => {
    writeFileSync(path, 'last words');
    write(openLog(), 'new\n');
    expect(logged()).toBe(`last words\n${AT_NOON}new\n`);
  });

  test('the same run goes on with the line that it was in', () => {
    writeFileSync(path, 'be');
    write(openLog({ isNewRun: false }), 'gun\nnext\n');
    expect(logged()).toBe(`begun\n${AT_NOON}next\n`);
  });

  test('what an earlier daemon knew counts for more than the end of the log', () => {
    const log = openLog({ isNewRun: false });
    log.goOn(true);
    write(log, 'cut by a rotation\nnext\n');
    expect(logged()).toBe(`cut by a rotation\n${AT_NOON}next\n`);
  });

  test('is as the log behind it in all else', () => {
    const target: LogWriter = {
      path: '/dev/null',
      lostBytes: 7,
      size: 12,
      inode: 34,
      isCongested: true,
      write: () => {},
      whenWritable: (resume) => resume(),
      reopen: () => {},
      clear: () => {},
    };
    const log = openLog({ target });
    let resumed = 0;
    log.whenWritable(() => {
      resumed += 1;
    });
    expect([log.path, log.lostBytes, log.size, log.inode, log.isCongested, resumed]).toEqual([
      '/dev/null',
      7,
      12,
      34,
      true,
      1,
    ]);
  });
});

describe('a write that a kill cut short', () => {
  const CHUNK = Buffer.from('ended\none\n\ntwo and a half\nthr');

  test.each([
    [false, 'begun\n'],
    [true, 'begun, '],
  ])(
    'is finished at every byte, with the stamps of the killed daemon; inside a line: %s',
    (isInsideLine, before) => {
      const complete = before + stampedLines(CHUNK.toString(), AT_NOON, isInsideLine);
      time += 1500;
      for (let written = 0; written <= complete.length - before.length; written += 1) {
        writeFileSync(path, complete.slice(0, before.length + written));
        const log = openLog({ isNewRun: false });
        log.finish(CHUNK, CHUNK.byteLength, {
          stampedAt: wallClockTime(NOON),
          isInsideLine,
          written,
          file: log,
        });
        expect(logged()).toBe(complete);
        write(log, 'ee\nnext\n');
        expect(logged()).toBe(`${complete}ee\n${LATER}next\n`);
      }
    },
  );

  test('was complete, and the log rotated', () => {
    writeFileSync(path, '');
    const log = openLog({ isNewRun: false });
    const written = Number.POSITIVE_INFINITY;
    log.finish(Buffer.from('all\n'), 4, {
      stampedAt: wallClockTime(NOON),
      isInsideLine: false,
      written,
      file: log,
    });
    write(log, 'next\n');
    expect(logged()).toBe(`${AT_NOON}next\n`);
  });

  test('was complete, and the log rotated inside a line', () => {
    writeFileSync(`${path}.1`, `${AT_NOON}all`);
    writeFileSync(path, '');
    const log = openLog({ isNewRun: false });
    const written = Number.POSITIVE_INFINITY;
    log.finish(new Uint8Array(3), 3, {
      stampedAt: wallClockTime(NOON),
      isInsideLine: false,
      written,
      file: log,
    });
    write(log, ' of it\nnext\n');
    expect(logged()).toBe(` of it\n${AT_NOON}next\n`);
  });
});
