import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { currentUserName } from './current-user.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the name is that of the effective user, whatever the environment says', () => {
  vi.stubEnv('USER', 'somebody-else');
  vi.stubEnv('LOGNAME', 'somebody-else');
  const uid = String(process.geteuid?.());
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === uid);
  expect(currentUserName()).not.toBe('somebody-else');
  if (entry !== undefined) expect(currentUserName()).toBe(entry[0]);
});
