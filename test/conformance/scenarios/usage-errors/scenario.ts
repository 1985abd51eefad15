import type { Scenario } from '../../scenario.ts';

/** Each is a whole command line. */
const INVOCATIONS: readonly (readonly string[])[] = [
  ['-Z'],
  ['--foo'],
  ['-c'],
  ['-c', 'missing.conf'],
  ['-c', 'supervisord.conf', '-n', '-n'],
  ['-c', 'supervisord.conf', 'extra'],
  ['-c', 'supervisord.conf', '-e', 'loud'],
  ['-c', 'supervisord.conf', '-m', '9'],
  ['-c', 'supervisord.conf', '-d', 'missing'],
  ['-c', 'supervisord.conf', '-y', '10XB'],
  ['-c', 'supervisord.conf', '-z', 'many'],
  ['-c', 'supervisord.conf', '-l', 'missing/log'],
  ['-c', 'supervisord.conf', '-j', 'missing/pid'],
  ['-c', 'supervisord.conf', '-q', 'missing'],
  ['-c', 'supervisord.conf', '-a', 'x'],
  ['-c', 'supervisord.conf', '--minprocs', 'x'],
  ['-c', 'supervisord.conf', '--nodaemon=yes'],
  ['-c', 'supervisord.conf', '-u', 'no-such-user-here', '-n'],
  ['-c', 'supervisord.conf', '--log', 'x'],
];

export const scenario: Scenario = {
  async steps(run) {
    for (const invocation of INVOCATIONS) {
      await run.invoke(invocation.join(' '), ...invocation);
    }
    await run.invoke('-h', '-h');
    await run.invoke('--help', '--help');
    await run.invoke('-v', '-v');
    await run.invoke('--version', '--version');
  },
};
