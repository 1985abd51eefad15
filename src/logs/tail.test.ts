import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { decodeLogText, readLog, tailLog, tailRange } from './tail.ts';

let directory: TempDir;
let file: string;
let missing: string;

beforeAll(() => {
  directory = makeTempDir();
  file = join(directory.path, 'web.log');
  missing = join(directory.path, 'missing.log');
  writeFileSync(file, '0123456789');
});

afterAll(() => directory.remove());

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('readLog', () => {
  test.each([
    [0, 0, '0123456789'],
    [3, 0, '3456789'],
    [3, 4, '3456'],
    [8, 100, '89'],
    [10, 5, ''],
    [99, 5, ''],
    [99, 0, ''],
    [-3, 0, '789'],
    [-99, 0, '0123456789'],
  ])('offset %i, length %i', async (offset, length, expected) => {
    const result = await readLog(file, offset, length);
    expect(result).toMatchObject({ kind: 'read' });
    expect(result.kind === 'read' && text(result.bytes)).toBe(expected);
  });

  test.each([
    [0, -1],
    [5, -1],
    [-1, 1],
    [-1, -1],
  ])('offset %i, length %i are bad arguments', async (offset, length) => {
    expect(await readLog(file, offset, length)).toEqual({ kind: 'bad-arguments' });
  });

  test('a file that cannot be opened comes before bad arguments', async () => {
    expect(await readLog(missing, -1, 1)).toEqual({ kind: 'failed', errno: 'ENOENT' });
  });

  test('a FIFO is refused and not waited for', async () => {
    const fifo = join(directory.path, 'fifo');
    execFileSync('mkfifo', [fifo]);
    expect(await readLog(fifo, 0, 0)).toEqual({ kind: 'failed', errno: 'ESPIPE' });
    expect(await tailLog(fifo, 7, 3)).toMatchObject({ offset: 7, overflow: false });
  });
});

describe('tailLog', () => {
  test.each([
    [0, 100, 'pre', false],
    [0, 3, 'pre', false],
    [5, 3, '', false],
    [3, -1, '', true],
    [-3, 3, 'pre', true],
    [0, 2, 're', true],
    [0, 0, '', true],
    [3, 0, '', false],
    [1, 5, 'pre', false],
  ])('of three bytes, offset %i, length %i', async (offset, length, expected, overflow) => {
    const small = join(directory.path, 'small.log');
    writeFileSync(small, 'pre');
    const result = await tailLog(small, offset, length);
    expect({ ...result, bytes: text(result.bytes) }).toMatchObject({ bytes: expected, offset: 3, overflow });
  });

  test('an unreadable file has nothing new', async () => {
    expect(await tailLog(missing, 7, 3)).toMatchObject({
      bytes: new Uint8Array(0),
      offset: 7,
      overflow: false,
    });
  });

  test('the range lies in the file, for any numbers', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer(), fc.integer(), (size, offset, length) => {
        const range = tailRange(size, offset, length);
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeLessThanOrEqual(Math.max(size, range.start));
        expect(range.overflow).toBe(size > offset + length);
      }),
    );
  });
});

describe('decodeLogText', () => {
  const decode = (bytes: readonly number[], startsInside = false): string =>
    decodeLogText(Uint8Array.from(bytes), startsInside);

  test.each([
    ['whole characters', [0xc3, 0xa9, 0x0a], true, 'é\n'],
    ['a cut at the start', [0xa9, 0x0a], true, '\n'],
    ['an invalid byte at the start of the file', [0x88, 0x0a], false, '\ufffd\n'],
    ['an invalid byte in the middle', [0x61, 0xff, 0x62], true, 'a\ufffdb'],
    ['half a character at the end', [0x61, 0xe2, 0x82], false, 'a'],
    ['half a character of four bytes at the end', [0x61, 0xf0, 0x9f, 0x98], false, 'a'],
    ['an invalid byte at the end', [0x61, 0xff], false, 'a\ufffd'],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x61], false, '\ufeffa'],
    ['only the middle of a character', [0x9f, 0x98], true, ''],
    ['nothing', [], true, ''],
  ])('%s', (_, bytes, startsInside, expected) => {
    expect(decode(bytes, startsInside)).toBe(expected);
  });

  test('a cut of valid text anywhere has no replacement characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(100), fc.nat(100), (whole, from, length) => {
        const bytes = Buffer.from(whole).subarray(from, from + length);
        const cut = decodeLogText(bytes, from > 0);
        expect(cut).not.toContain('\ufffd');
        expect(whole).toContain(cut);
      }),
    );
  });
});
