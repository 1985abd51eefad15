import { expect, test } from 'vitest';
import { closestName } from './closest-name.ts';

const KEYS = ['autostart', 'autorestart', 'command', 'stopsignal', 'user', 'umask', 'stdout_logfile'];

test.each([
  ['autostrat', 'autostart'],
  ['auto_restart', 'autorestart'],
  ['comand', 'command'],
  ['Command', 'command'],
  ['stop_signal', 'stopsignal'],
  ['usre', 'user'],
  ['stdout_log_file', 'stdout_logfile'],
])('%s is taken for %s', (written, expected) => {
  expect(closestName(written, KEYS)).toBe(expected);
});

test.each(['healthcheck', 'x', '', 'depends_on'])('%j resembles nothing', (written) => {
  expect(closestName(written, KEYS)).toBeNull();
});

test('a name so long that comparing it letter by letter would not end is like none', () => {
  expect(closestName('x'.repeat(2 ** 28), KEYS)).toBeNull();
});

test('of two equally close names the first is taken', () => {
  expect(closestName('useb', ['user', 'used'])).toBe('user');
});
