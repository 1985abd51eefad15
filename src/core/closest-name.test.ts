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

test('a very long name is not compared letter by letter', () => {
  const start = performance.now();
  expect(closestName('stdout_logfile'.repeat(100_000), KEYS)).toBeNull();
  expect(performance.now() - start).toBeLessThan(500);
});

test('of two equally close names the first is taken', () => {
  expect(closestName('useb', ['user', 'used'])).toBe('user');
});
