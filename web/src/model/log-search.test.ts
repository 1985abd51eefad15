import { describe, expect, it } from 'vitest';
import { type Direction, ERROR_PATTERN, findLine, textPattern } from './log-search.ts';

const LINES = Array.from({ length: 40_000 }, (_, index) => `line ${index} of a log that is not short`);
const FILE = new TextEncoder().encode(`${LINES.join('\n')}\n`);
const offsetOf = (index: number) => LINES.slice(0, index).join('\n').length + (index === 0 ? 0 : 1);

function find(pattern: RegExp, from: number, direction: Direction) {
  const reads: number[] = [];
  const found = findLine({
    read: async (begin, end) => {
      reads.push(end - begin);
      return FILE.subarray(begin, end);
    },
    size: FILE.length,
    from,
    direction,
    pattern,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { found, reads };
}

describe('the search in a log', () => {
  it('finds the next line, through several blocks', async () => {
    const { found, reads } = find(textPattern('LINE 39000 OF'), 0, 'forward');
    expect(await found).toBe(offsetOf(39_000));
    expect(reads.length).toBeGreaterThan(1);
  });

  it('finds the nearest line before', async () => {
    expect(await find(textPattern('00 of'), offsetOf(20_000), 'backward').found).toBe(offsetOf(19_900));
  });

  it('leaves out the line that it begins at', async () => {
    expect(await find(textPattern('00 of'), offsetOf(200), 'forward').found).toBe(offsetOf(300));
    expect(await find(textPattern('00 of'), offsetOf(200), 'backward').found).toBe(offsetOf(100));
  });

  it('ends where the file does', async () => {
    expect(await find(textPattern('not there'), 0, 'forward').found).toBeNull();
    expect(await find(textPattern('not there'), FILE.length, 'backward').found).toBeNull();
  });

  it('takes what is searched as it is written', () => {
    expect(textPattern('a.b*').test('xA.B*x')).toBe(true);
    expect(textPattern('a.b*').test('axb')).toBe(false);
  });

  it.each(['ERROR: no', 'Traceback (most recent call last):', 'FATAL', 'it failed'])(
    '%j is an error',
    (line) => {
      expect(ERROR_PATTERN.test(line)).toBe(true);
    },
  );

  it.each(['terrors', 'no errors here', 'all is well'])('%j is none', (line) => {
    expect(ERROR_PATTERN.test(line)).toBe(false);
  });
});
