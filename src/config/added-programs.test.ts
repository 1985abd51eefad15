import { expect, test } from 'vitest';
import { loaded, messages } from '../../test/support/load-text.ts';
import type { AddedProgram } from './added-programs.ts';

const program = (keys: Readonly<Record<string, string>>): AddedProgram => ({
  name: 'web',
  file: '/run/app/programs',
  keys: new Map(Object.entries(keys)),
});

test('an added program is one like those of the file, with the same defaults', () => {
  const command = "sh -c 'echo a ; echo 100%% # b\necho c'";
  const { config } = loaded('[supervisord]\nenvironment=A=1\n', { addedPrograms: [program({ command })] });
  const [group] = config.groups;
  expect(group).toMatchObject({ name: 'web', kind: 'program' });
  expect(group?.processes).toMatchObject([
    {
      name: 'web',
      command: "sh -c 'echo a ; echo 100% # b\necho c'",
      startretries: 3,
      environment: new Map([['A', '1']]),
    },
  ]);
});

test('a mistake in it is named with the place where it is kept', () => {
  const keys = { command: 'true', startsecs: 'soon' };
  expect(messages('[supervisord]\n', { addedPrograms: [program(keys)] })).toEqual([
    expect.stringContaining('program:web'),
  ]);
});

test('a program of the file is not replaced', () => {
  const { config } = loaded('[supervisord]\n[program:web]\ncommand=true\n', {
    addedPrograms: [program({ command: 'false' })],
  });
  expect(config.groups[0]?.processes).toMatchObject([{ command: 'true' }]);
  expect(config.notices).toEqual([
    { level: 'warn', message: expect.stringContaining('added by "vigilctl run"') },
  ]);
});
