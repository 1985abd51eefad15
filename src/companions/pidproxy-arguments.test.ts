import { expect, test } from 'vitest';
import { parsePidproxyArguments, pidproxyUsage } from './pidproxy-arguments.ts';

test.each([
  { args: [], expected: null },
  { args: ['/run/x.pid'], expected: null },
  { args: ['f', 'sbin/x'], expected: { pidFile: 'f', command: 'sbin/x', commandArguments: [] } },
  {
    args: ['f', '/x', '--', '-h'],
    expected: { pidFile: 'f', command: '/x', commandArguments: ['--', '-h'] },
  },
  { args: ['-h', '-v'], expected: { pidFile: '-h', command: '-v', commandArguments: [] } },
])('$args', ({ args, expected }) => {
  expect(parsePidproxyArguments(args)).toEqual(expected);
});

test('the usage names the program as it was called', () => {
  expect(pidproxyUsage('/opt/pidproxy')).toContain(
    '\nUsage: /opt/pidproxy <pidfile name> <command> [<cmdarg1> ...]\n',
  );
});
