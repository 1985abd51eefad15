import { describe, expect, it } from 'vitest';
import { parseAnsi, plainText } from './ansi.ts';

describe('a line of output', () => {
  it('without escapes is one span', () => {
    expect(parseAnsi('plain')).toEqual([{ text: 'plain', classes: '' }]);
  });

  it('has classes for what is set, until it is reset', () => {
    expect(parseAnsi('a\x1b[1;31mb\x1b[0mc')).toEqual([
      { text: 'a', classes: '' },
      { text: 'b', classes: 'fg-1 bold' },
      { text: 'c', classes: '' },
    ]);
  });

  it.each([
    ['\x1b[91mx', 'fg-9'],
    ['\x1b[44mx', 'bg-4'],
    ['\x1b[38;5;196mx', 'fg-9'],
    ['\x1b[38;5;9mx', 'fg-9'],
    ['\x1b[48;2;0;200;0mx', 'bg-2'],
    ['\x1b[38:2:255:255:255mx', 'fg-15'],
    ['\x1b[3;4;7mx', 'italic underline inverse'],
    ['\x1b[31m\x1b[39mx', ''],
    ['\x1b[mx', ''],
  ])('%j is shown as %j', (line, classes) => {
    expect(parseAnsi(line)).toEqual([{ text: 'x', classes }]);
  });

  it.each([
    '\x1b]0;a title\x07x',
    '\x1b]8;;http://evil.example\x1b\\x',
    '\x1b[2Jx',
    '\x1b[?25lx',
    '\x1b(Bx',
    '\x1bcx',
    'x\x1b[',
    'x\x1b',
  ])('%j leaves nothing of its escapes', (line) => {
    expect(plainText(line).replace(/^x.*$/, 'x')).toBe('x');
    expect(parseAnsi(line).some(({ text }) => text.includes('\x1b'))).toBe(false);
  });

  it('shows control characters and marks of direction as signs', () => {
    expect(plainText('a\x00b\x08c\x7fd\u202ee\tf')).toBe('a\u2400b\u2408c\u2421d\ufffde\tf');
  });

  it('keeps markup as text', () => {
    expect(parseAnsi('<script>alert(1)</script>')).toEqual([
      { text: '<script>alert(1)</script>', classes: '' },
    ]);
  });
});
