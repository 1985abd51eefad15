import { expect, test } from 'vitest';
import { innerCommand } from './inner-command.ts';

test.each([
  ['', ''],
  ['nginx -g x', 'nginx -g x'],
  ['env A=1 B=2 nginx', 'nginx'],
  ['/usr/bin/env -u HOME nginx -t', 'nginx -t'],
  ['exec nginx', 'nginx'],
  ['nice -n 5 ionice -c 2 nginx', 'nginx'],
  ['gosu www nginx', 'nginx'],
  ['setpriv --reuid=33 --clear-groups nginx', 'nginx'],
  ['tini -g -- nginx', 'nginx'],
  ['env', ''],
])('%s runs %s', (command, inner) => {
  expect(innerCommand(command.split(' ')).join(' ')).toBe(inner);
});
