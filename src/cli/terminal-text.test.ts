import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterProgramText, ProgramTextFilter, visibleText } from './terminal-text.ts';

const RED = '\x1b[1;31m';
const RESET = '\x1b[0m';

describe('visibleText', () => {
  it.each([
    ['web RUNNING\n', 'web RUNNING\n'],
    ['a\tb', 'a\tb'],
    ['grüße 你好 🙂', 'grüße 你好 🙂'],
    ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    [`${RED}red${RESET}`, '\\x1b[1;31mred\\x1b[0m'],
    ['over\rwritten', 'over\\x0dwritten'],
    ['\x9b2J \x7f', '\\x9b2J \\x7f'],
  ])('%j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

describe('filterProgramText', () => {
  it.each([
    [`${RED}red${RESET} plain\r\n`, `${RED}red${RESET} plain\r\n`],
    ['\x1b[2J\x1b[H', '\\x1b[2J\\x1b[H'],
    ['\x1b]52;c;aGk=\x07', '\\x1b]52;c;aGk=\\x07'],
    ['\x1b[6n', '\\x1b[6n'],
    ['\x1b[38:2::1:2:3mtrue colour', '\x1b[38:2::1:2:3mtrue colour'],
    ['bell \x07 backspace \b', 'bell \\x07 backspace \\x08'],
  ])('%j', (text, shown) => {
    expect(filterProgramText(text)).toBe(shown);
  });
});

describe('ProgramTextFilter', () => {
  const shown = (pieces: readonly Uint8Array[]) => {
    const filter = new ProgramTextFilter();
    return pieces.map((piece) => filter.push(piece)).join('') + filter.end();
  };

  it('gives the same however the output is cut', () => {
    const texts = fc.array(
      fc.constantFrom(RED, RESET, '\x1b', '[', '\x1b[3', 'é', '🙂', 'x\n', '\x9b', ';m'),
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat(60)), (parts, positions) => {
        const bytes = Buffer.from(parts.join(''));
        const edges = [0, ...positions.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
        expect(shown(pieces)).toBe(filterProgramText(parts.join('')));
      }),
    );
  });

  it('lets no escape through but colours', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const withoutColours = shown([bytes]).replaceAll(/\x1b\[[0-9;:]*m/g, '');
        expect(withoutColours).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
      }),
    );
  });

  it('shows at the end what might have become a colour', () => {
    expect(shown([Buffer.from('x\x1b[31')])).toBe('x\\x1b[31');
  });
});
