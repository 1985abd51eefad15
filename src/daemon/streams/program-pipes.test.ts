import { readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aGroup, aProcess } from '../../../test/support/a-program.ts';
import { aSupervisor } from '../../../test/support/a-supervisor.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { FakeKernel } from '../../../test/support/fake-runtime.ts';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { pipesOf, removeForgottenPipes } from './program-pipes.ts';

const GROUPS = ['gone', 'kept', 'back'].map((name) => aGroup([aProcess({ name, group: name })], { name }));

test('the pipes of a group go with it, unless it is still configured or comes back', () =>
  withTempDir(async (runDirectory) => {
    const clock = new FakeClock();
    const supervisor = aSupervisor({ clock, kernel: new FakeKernel() });
    removeForgottenPipes({ runDirectory, supervisor, clock, isConfigured: (name) => name === 'kept' });
    for (const group of GROUPS) {
      supervisor.addGroup(group);
      for (const process of group.processes) {
        for (const end of ['stdin', 'stdout'])
          writeFileSync(`${pipesOf(runDirectory, group, process)}.${end}`, '');
      }
    }
    writeFileSync(`${runDirectory}/journal`, '');
    for (const group of GROUPS) expect(supervisor.removeGroup(group.name)).toBe('removed');
    for (const group of GROUPS) if (group.name === 'back') supervisor.addGroup(group);
    clock.advance(0);
    const left = readdirSync(runDirectory).map((name) => name.replace(/-[0-9a-f]{8}/, ''));
    expect(left.sort()).toEqual([
      'back_back.stdin',
      'back_back.stdout',
      'journal',
      'kept_kept.stdin',
      'kept_kept.stdout',
    ]);
  }));
