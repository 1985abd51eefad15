import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  promises,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { followLog, TRUNCATION_NOTICE } from './tail-follow.ts';

let directory: TempDir;
let path: string;
let clock: FakeClock;
let abort: AbortController;

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log');
  clock = new FakeClock();
  abort = new AbortController();
});

afterEach(() => {
  abort.abort();
  directory.remove();
});

/** Reads on until `length` bytes have come. */
interface Reading {
  next(length: number): Promise<string>;
  readonly rest: Promise<IteratorResult<Uint8Array>>;
}

async function startReading(): Promise<Reading> {
  const result = await followLog(path, { clock, signal: abort.signal });
  if (result.kind === 'failed') throw new Error(result.errno);
  const iterator = result.chunks[Symbol.asyncIterator]();
  return {
    async next(length) {
      let text = '';
      while (text.length < length) {
        const { value, done } = await iterator.next();
        if (done === true) break;
        text += Buffer.from(value).toString();
      }
      return text;
    },
    get rest() {
      return iterator.next();
    },
  };
}

test('begins with the last 1024 bytes and goes on with what is appended', async () => {
  writeFileSync(path, `${'x'.repeat(2000)}${'y'.repeat(1024)}`);
  const reading = await startReading();
  expect(await reading.next(1024)).toBe('y'.repeat(1024));
  appendFileSync(path, 'more\n');
  expect(await reading.next(5)).toBe('more\n');
  expect(clock.pendingTimers).toBe(0);
});

test('a shorter file is sent from its beginning', async () => {
  writeFileSync(path, 'short\n');
  const reading = await startReading();
  expect(await reading.next(6)).toBe('short\n');
});

test('says when the file was truncated and goes on from its beginning', async () => {
  writeFileSync(path, 'a long line\n');
  const reading = await startReading();
  await reading.next(12);
  truncateSync(path);
  expect(await reading.next(TRUNCATION_NOTICE.length)).toBe(TRUNCATION_NOTICE);
  appendFileSync(path, 'new\n');
  expect(await reading.next(4)).toBe('new\n');
});

test('after a rotation it sends the rest of the old file, then the new one', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  expect(await reading.next(4)).toBe('one\n');
  appendFileSync(path, 'two\n');
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'three\n');
  expect(await reading.next(10)).toBe('two\nthree\n');
  appendFileSync(path, 'four\n');
  expect(await reading.next(5)).toBe('four\n');
});

test('while the path is gone it follows the old file, and takes a new one when it comes', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  expect(await reading.next(4)).toBe('one\n');
  renameSync(path, `${path}.1`);
  appendFileSync(`${path}.1`, 'still the old one\n');
  expect(await reading.next(18)).toBe('still the old one\n');
  const next = reading.next(4);
  writeFileSync(path, 'new\n');
  expect(await next).toBe('new\n');
});

test('what cannot be read in the place of the log is waited out, without looking at it again and again', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  expect(await reading.next(4)).toBe('one\n');
  renameSync(path, `${path}.1`);
  mkdirSync(path);
  const looks = vi.spyOn(promises, 'stat');
  const next = reading.next(4);
  await pause(100);
  expect(looks.mock.calls.length).toBeLessThan(10);
  looks.mockRestore();
  rmdirSync(path);
  writeFileSync(path, 'new\n');
  expect(await next).toBe('new\n');
});

test('a file that is deleted and made anew is followed', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  expect(await reading.next(4)).toBe('one\n');
  rmSync(path);
  writeFileSync(path, 'two\n');
  expect(await reading.next(4)).toBe('two\n');
});

test('much output comes in bounded pieces, whenever the reader asks', async () => {
  writeFileSync(path, '');
  const reading = await startReading();
  writeFileSync(path, 'z'.repeat(1_000_000));
  expect(await reading.next(1)).toHaveLength(65_536);
  expect(await reading.next(1_000_000 - 65_536)).toHaveLength(1_000_000 - 65_536);
});

test('an abort ends a waiting reader', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  await reading.next(4);
  const { rest } = reading;
  abort.abort();
  expect(await rest).toMatchObject({ done: true });
});

test('an abort before the first read ends it as well', async () => {
  writeFileSync(path, 'one\n');
  const reading = await startReading();
  abort.abort();
  expect(await reading.rest).toMatchObject({ done: true });
});

test('tells when the file was last changed', async () => {
  writeFileSync(path, 'one\n');
  const result = await followLog(path, { clock, signal: abort.signal });
  expect(result).toMatchObject({ kind: 'following', modifiedAt: statSync(path).mtimeMs });
});

test('what is no file or is not there is refused at once', async () => {
  expect(await followLog(path, { clock, signal: abort.signal })).toEqual({ kind: 'failed', errno: 'ENOENT' });
  execFileSync('mkfifo', [path]);
  expect(await followLog(path, { clock, signal: abort.signal })).toEqual({ kind: 'failed', errno: 'ESPIPE' });
});
