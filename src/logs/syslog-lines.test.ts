import { expect, test } from 'vitest';
import { syslogLines } from './syslog-lines.ts';

test.each([
  ['one\n', ['one']],
  ['one\ntwo\n', ['one', 'two']],
  ['one\n\ntwo\n\n\n', ['one', '', 'two']],
  ['no newline', ['no newline']],
])('lines of %j', (text, lines) => {
  expect(syslogLines(text)).toEqual(lines);
});
