import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinCommand, splitCommand } from './command-words.ts';

describe('splitCommand', () => {
  test.each([
    ['', []],
    [' \t\r\n ', []],
    ['/bin/cat -n  file', ['/bin/cat', '-n', 'file']],
    ['a\n  b', ['a', 'b']],
    [`sh -c 'a | b; c'`, ['sh', '-c', 'a | b; c']],
    [`'' ""`, ['', '']],
    [`a"b c"'d e'f`, ['ab cd ef']],
    [`a\\ b \\"`, ['a b', '"']],
    [`"a\\"b" "a\\\\b" "a\\nb"`, ['a"b', 'a\\b', 'a\\nb']],
    [`'a\\b'`, ['a\\b']],
    ['a#b # c', ['a#b', '#', 'c']],
    ['a$HOME;b &', ['a$HOME;b', '&']],
    ['é ü\u00a0x', ['é', 'ü\u00a0x']],
  ])('%j is %j', (command, words) => {
    expect(splitCommand(command)).toEqual({ kind: 'split', words });
  });

  test.each([
    [`sh -c 'echo a`, 'No closing quotation'],
    [`sh -c "echo \\"`, 'No closing quotation'],
    [`sh -c "echo \\`, 'No escaped character'],
    ['a \\', 'No escaped character'],
  ])('%j is malformed: %s', (command, message) => {
    expect(splitCommand(command)).toEqual({ kind: 'malformed', message });
  });
});

describe('joinCommand', () => {
  test.each([
    [['python3', '-m', 'http.server'], 'python3 -m http.server'],
    [['sh', '-c', 'a; b'], "sh -c 'a; b'"],
    [['', "it's"], `'' 'it'"'"'s'`],
  ])('%j is %j', (words, command) => {
    expect(joinCommand(words)).toBe(command);
  });

  test('splitCommand undoes it, whatever the words', () => {
    const character = fc.constantFrom(
      'a',
      ' ',
      '\t',
      '\n',
      '\r',
      "'",
      '"',
      '\\',
      ';',
      '%',
      '#',
      '$',
      'é',
      '\x1b',
    );
    const word = fc.oneof(fc.string({ unit: character }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitCommand(joinCommand(words))).toEqual({ kind: 'split', words });
      }),
    );
  });
});
