import { expect, it } from 'vitest';
import { signalNumber } from '../core/units.ts';
import { lastLines } from './output-lines.ts';
import { durationText, exitWords, ordinal, signalInCode } from './words.ts';

it.each([
  [0, '0 s'],
  [230, '0.2 s'],
  [45_000, '45 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [11_040_000, '3 h 4 min'],
  [183_600_000, '2 d 3 h'],
  [-5, '0 s'],
])('%i ms is %s', (time, text) => {
  expect(durationText(time)).toBe(text);
});

it('an exit in words', () => {
  expect(exitWords({ kind: 'exited', code: 0 })).toBe('exited with status 0 (success)');
  expect(exitWords({ kind: 'exited', code: 137 })).toBe('exited with status 137 (128 + 9: SIGKILL)');
  expect(exitWords({ kind: 'signaled', signal: signalNumber(11), coreDumped: true })).toBe(
    'was ended by SIGSEGV (segmentation fault: it used memory that is not its own, core dumped)',
  );
  expect(exitWords({ kind: 'signaled', signal: signalNumber(40), coreDumped: true })).toBe(
    'was ended by signal 40 (core dumped)',
  );
});

it('only 129 to 159 are signals', () => {
  expect([128, 143, 159, 160, 255].map(signalInCode)).toEqual([null, 'SIGTERM', 'SIGSYS', null, null]);
});

it('counts as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 21, 112].map(ordinal).join(' ')).toBe('1st 2nd 3rd 4th 11th 12th 21st 112th');
});

it('output is made safe and short', () => {
  const text = `\x1b[31mred\x1b[0m\r\n\n\x1b]0;title\x07bell\n${'x'.repeat(400)}`;
  expect(lastLines(text, 3)).toEqual(['red', '\\x1b]0;title\\x07bell', `${'x'.repeat(300)}...`]);
  expect(lastLines('a\nb\nc\n', 2)).toEqual(['b', 'c']);
});
