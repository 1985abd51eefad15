import { expect, test } from 'vitest';
import { fakeSurroundings } from '../../../test/support/fake-surroundings.ts';
import { runConfigDump } from './config-dump.ts';

function dump(text: string) {
  const surroundings = fakeSurroundings({ files: { '/srv/v.conf': text } });
  return runConfigDump({ ...surroundings, file: 'v.conf', overrides: {}, hostName: 'h', tempDir: '/tmp' });
}

test('users and directories are not looked up', () => {
  const { stdout, exitStatus } = dump(
    '[supervisord]\nlogfile=/nowhere/x.log\nuser=nosuch\n[program:a]\ncommand=cat\nuser=nosuch\n',
  );
  expect(exitStatus).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    supervisord: { logfile: '/nowhere/x.log', user: 'nosuch', childlogdir: '/tmp' },
    groups: [{ name: 'a', programs: [{ name: 'a', user: 'nosuch' }] }],
    supervisorctl: null,
  });
});

test('a refused configuration gives the message that the daemon would print first', () => {
  const { stdout, exitStatus } = dump('[supervisord]\n[program:a]\n');
  expect(exitStatus).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    error: "program section program:a does not specify a command in section 'program:a' (file: 'v.conf')",
  });
});
