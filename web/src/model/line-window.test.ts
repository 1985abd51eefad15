import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineWindow, lineEnds } from './line-window.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const texts = (window: LineWindow) => window.lines.map(({ text }) => text);

describe('a window over a log', () => {
  it('shows a last line that is not complete, and completes it', () => {
    const window = new LineWindow();
    window.begin(encode('one\ntw'), 0);
    expect(texts(window)).toEqual(['one', 'tw']);
    window.append(encode('o\nthree\n'));
    expect(window.lines).toEqual([
      { offset: 0, text: 'one' },
      { offset: 4, text: 'two' },
      { offset: 8, text: 'three' },
    ]);
    expect(window.to).toBe(14);
  });

  it('begins with a whole line when it begins inside of a file', () => {
    const window = new LineWindow();
    window.begin(encode('of a line\nnext\n'), 100);
    expect(window.lines).toEqual([{ offset: 110, text: 'next' }]);
    expect(window.from).toBe(110);
  });

  it('grows at its beginning and says by how much', () => {
    const window = new LineWindow();
    window.begin(encode('x\nthree\n'), 8);
    expect(window.prepend(encode('ne\ntwo\nx\n').subarray(0, 9))).toBe(2);
    expect(texts(window)).toEqual(['two', 'x', 'three']);
  });

  it('shrinks at either end, to whole lines', () => {
    const window = new LineWindow();
    window.begin(encode('one\ntwo\nthree\nfour\n'), 0);
    expect(window.trimFront(3)).toBe(1);
    expect(window.from).toBe(4);
    window.trimBack(2);
    expect(texts(window)).toEqual(['two', 'three']);
    expect(window.to).toBe(14);
    window.append(encode('four\n'));
    expect(texts(window)).toEqual(['two', 'three', 'four']);
  });

  it('finds the line of a byte', () => {
    const window = new LineWindow();
    window.begin(encode('one\ntwo\nthree\n'), 0);
    expect([0, 3, 4, 7, 8, 13, 99].map((offset) => window.indexOf(offset))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });

  it('shows what a terminal would, of a line that writes over itself', () => {
    const window = new LineWindow();
    window.begin(encode('10 %\r50 %\r100 %\r\nnext\n'), 0);
    expect(texts(window)).toEqual(['100 %', 'next']);
  });

  it('cuts a line that is too long between characters, and leaves nothing out', () => {
    const line = `${'é'.repeat(10_000)}\n`;
    const window = new LineWindow();
    window.begin(encode(line), 0);
    expect(window.lines.length).toBeGreaterThan(4);
    expect(texts(window).join('')).toBe(line.trimEnd());
    const [first, ...others] = window.lines.map(({ piece }) => piece);
    expect([first, others.at(-1)]).toEqual(['first', 'last']);
    expect(new Set(others.slice(0, -1))).toEqual(new Set(['middle']));
  });

  it('knows the pieces of a line that it began inside of', () => {
    const window = new LineWindow();
    const inside = 'x'.repeat(5000);
    window.begin(encode(inside), 10_000);
    expect(window.lines.map(({ piece }) => piece)).toEqual(['middle', 'last']);
    window.append(encode('x\nnext\n'));
    window.prepend(encode(`before\n${inside}`));
    expect(window.lines.map(({ piece }) => piece)).toEqual(['first', 'middle', 'middle', 'last', undefined]);
    window.trimFront(4);
    expect(window.lines.map(({ piece }) => piece)).toEqual(['middle', 'middle', 'last', undefined]);
  });

  it('is the same however the bytes came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé]{0,12}$/), { maxLength: 30 }),
        fc.array(fc.nat(20), { maxLength: 30 }),
        (lines, sizes) => {
          const bytes = encode(lines.map((line) => `${line}\n`).join(''));
          const whole = new LineWindow();
          whole.begin(bytes, 0);
          const pieces = new LineWindow();
          let position = 0;
          pieces.begin(bytes.subarray(0, 0), 0);
          for (const size of [...sizes, bytes.length]) {
            pieces.append(bytes.subarray(position, position + size));
            position = Math.min(bytes.length, position + size);
          }
          expect(pieces.lines).toEqual(whole.lines);
        },
      ),
    );
  });

  it('has its lines end behind newlines', () => {
    expect(lineEnds(encode('a\n\nbc'))).toEqual([2, 3]);
  });
});
