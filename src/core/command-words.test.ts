import { describe, expect, test } from 'vitest';
import { splitCommand } from './command-words.ts';

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
