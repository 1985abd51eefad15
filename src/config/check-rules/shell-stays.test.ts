import { describe, expect, test } from 'vitest';
import { scriptCommands } from './shell-script.ts';
import { shellStays } from './shell-stays.ts';

const stay = (shell: string, script: string) => shellStays(shell, scriptCommands(script));

describe('shellStays', () => {
  test.each([
    ['bash', 'app --serve', 'no'],
    ['bash', 'app > /tmp/out', 'yes'],
    ['bash', `app '>' "a < b" \\>`, 'no'],
    ['bash', 'cd /srv && app', 'old-bash'],
    ['bash', 'sleep 1; app', 'old-bash'],
    ['bash', 'cd /srv; app 2>&1', 'yes'],
    ['bash', 'cd /srv && exec app 2>&1', 'no'],
    ['bash', 'app || true', 'yes'],
    ['bash', 'app | tee log', 'yes'],
    ['bash', 'while sleep 60; do app; done', 'yes'],
    ['bash', 'if test -e x; then app; fi', 'yes'],
    ['bash', 'cd /srv && (app)', 'yes'],
    ['sh', 'app', 'dash'],
    ['dash', 'A=1 app', 'dash'],
    ['sh', 'exec app', 'no'],
    ['sh', 'cd /srv && app', 'yes'],
    ['sh', 'exit 1', 'no'],
    ['sh', 'echo ready', 'no'],
    ['ash', 'app', 'no'],
    ['zsh', 'app', 'no'],
  ])('%s -c %j: %s', (shell, script, expected) => {
    expect(stay(shell, script)).toBe(expected);
  });
});
