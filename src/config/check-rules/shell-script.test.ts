import { describe, expect, test } from 'vitest';
import { splitCommand } from '../../core/command-words.ts';
import { scriptCommands, shellScript } from './shell-script.ts';

describe('shellScript', () => {
  test.each([
    ['sh -c "a; b"', 'a; b'],
    ["/bin/bash -lc 'a'", 'a'],
    ["bash -o pipefail -c 'a | b' name", 'a | b'],
    ["bash -e -u -c 'a'", 'a'],
    ['bash script.sh', null],
    ['bash -c', null],
    ['/bin/cat -c x', null],
    ['', null],
  ])('%s has the script %j', (command, script) => {
    const result = splitCommand(command);
    expect(shellScript(result.kind === 'split' ? result.words : [])).toBe(script);
  });
});

/** Each command with what follows it. */
const cut = (script: string) => scriptCommands(script).map(({ text, separator }) => text + separator);

describe('scriptCommands', () => {
  test.each([
    ['', []],
    ['a b', ['a b']],
    ['a; b;', ['a;', 'b;']],
    ['a && b || c', ['a&&', 'b||', 'c']],
    ['a | b & c', ['a|', 'b&', 'c']],
    ['a &', ['a&']],
    ['a\nb\n', ['a;', 'b;']],
    [`a ';' "x && \\" y" b\\;c`, [`a ';' "x && \\" y" b\\;c`]],
    ['a > log 2>&1', ['a > log 2>&1']],
    ['a &> log; b', ['a &> log;', 'b']],
    ['exec a <&-', ['exec a <&-']],
    [`a 'open`, [`a 'open`]],
  ])('%j is cut into %j', (script, commands) => {
    expect(cut(script)).toEqual(commands);
  });
});
