import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { stampedLines } from '../../test/support/stamped-lines.ts';
import { wallClockTime } from '../core/units.ts';
import { LineStamp } from './line-stamp.ts';
import { type LineStamper, STAMPED_AT_ONCE } from './line-stamper.ts';
import { sharedStamper } from './shared-stamper.ts';
import { openVectorStamper } from './vector-stamper.ts';
import { WordStamper } from './word-stamper.ts';

const STAMP = '2026-01-31T08:05:07.123Z ';
const stamp = new LineStamp('utc');
stamp.set(wallClockTime(Date.UTC(2026, 0, 31, 8, 5, 7, 123)));

/** The chunk lies somewhere in its memory, between bytes that are none of its own. */
function stampedBy(stamper: LineStamper, text: string, { isInsideLine = false, offset = 0 }): string {
  const chunk = Buffer.from(text, 'latin1');
  const memory = Buffer.concat([Buffer.alloc(offset, '\n'), chunk, Buffer.alloc(9, '\n')]);
  const place = { bytes: memory, start: offset, end: offset + chunk.byteLength };
  const length = stamper.stamp(place, stamp, isInsideLine);
  return Buffer.from(stamper.output.subarray(0, length)).toString('latin1');
}

function vectorStamper(): LineStamper {
  const stamper = openVectorStamper();
  if (stamper === null) throw new Error('this Node has no WebAssembly');
  return stamper;
}

describe.each([
  ['in WebAssembly', vectorStamper()],
  ['in JavaScript', new WordStamper()],
])('stamping a chunk %s', (_name, stamper) => {
  const stamped = (text: string, place = {}) => stampedBy(stamper, text, place);

  test.each([
    ['a line', 'hello\n', `${STAMP}hello\n`],
    ['lines', 'one\ntwo\n', `${STAMP}one\n${STAMP}two\n`],
    ['empty lines', '\n\n', `${STAMP}\n${STAMP}\n`],
    ['a line that is not finished', 'one\ntw', `${STAMP}one\n${STAMP}tw`],
    ['nothing', '', ''],
    ['a carriage return, which begins no line', '10%\r20%\r\n', `${STAMP}10%\r20%\r\n`],
    ['bytes that are no text', '\xff\x8a\x0b\x09\x00\n\xfe', `${STAMP}\xff\x8a\x0b\x09\x00\n${STAMP}\xfe`],
  ])('%s', (_, text, result) => {
    expect(stamped(text)).toBe(result);
  });

  test('that goes on with a line', () => {
    expect(stamped('llo\nnext\n', { isInsideLine: true })).toBe(`llo\n${STAMP}next\n`);
    expect(stamped('\nnext\n', { isInsideLine: true })).toBe(`\n${STAMP}next\n`);
  });

  test('a line feed is found at every place of a chunk of any length up to forty bytes, wherever it lies', () => {
    for (let length = 1; length <= 40; length += 1) {
      for (let at = 0; at < length; at += 1) {
        const text = `${'x'.repeat(at)}\n${'y'.repeat(length - at - 1)}`;
        expect(stamped(text, { offset: at % 8 })).toBe(stampedLines(text, STAMP));
        expect(stamped(text, { offset: length % 8, isInsideLine: true })).toBe(
          stampedLines(text, STAMP, true),
        );
      }
    }
  });

  test('any bytes come out as they went in, with a stamp before each line', () => {
    const bytes = fc.array(fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 })), { maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.boolean(), fc.nat(7), (values, isInsideLine, offset) => {
        const text = Buffer.from(values).toString('latin1');
        expect(stamped(text, { isInsideLine, offset })).toBe(stampedLines(text, STAMP, isInsideLine));
      }),
    );
  });

  test('there is room for the longest chunk of nothing but empty lines', () => {
    const local = new LineStamp('local');
    local.set(wallClockTime(0));
    const memory = new Uint8Array(STAMPED_AT_ONCE).fill(0x0a);
    const place = { bytes: memory, start: 0, end: STAMPED_AT_ONCE };
    expect(stamper.stamp(place, local, false)).toBe(STAMPED_AT_ONCE * (local.length + 1));
  });
});

describe('the stamper of all logs', () => {
  test('is one, and the faster one where that can be had', () => {
    const stamper = sharedStamper();
    expect(stamper()).toBe(stamper());
    expect(stamper()).not.toBeInstanceOf(WordStamper);
  });

  test('is the one in JavaScript where there is no memory for WebAssembly', () => {
    vi.stubGlobal('WebAssembly', {
      Memory: class {
        constructor() {
          throw new RangeError('could not allocate memory');
        }
      },
    });
    try {
      expect(sharedStamper()()).toBeInstanceOf(WordStamper);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
