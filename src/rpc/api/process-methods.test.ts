import { beforeEach, describe, expect, test } from 'vitest';
import { aProcess } from '../../../test/support/a-program.ts';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { bytes } from '../../core/units.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

describe('process info', () => {
  test('has the keys of Supervisor in their order', async () => {
    world.addPrograms('web');
    world.runtime('web').stdoutLogfile = '/out.log';
    world.run('web');
    world.clock.advance(5000);
    const info = await world.call('supervisor.getProcessInfo', 'web');
    expect(Object.entries(info as object)).toEqual([
      ['name', 'web'],
      ['group', 'web'],
      ['start', 1_700_001_000],
      ['stop', 0],
      ['now', 1_700_001_006],
      ['state', 20],
      ['statename', 'RUNNING'],
      ['spawnerr', ''],
      ['exitstatus', 0],
      ['logfile', '/out.log'],
      ['stdout_logfile', '/out.log'],
      ['stderr_logfile', ''],
      ['pid', 100],
      ['description', 'pid 100, uptime 0:00:06'],
    ]);
  });

  test('tells how a process ended', async () => {
    world.addMembers('web', { name: 'web', autorestart: false });
    world.run('web');
    world.exit('web', { kind: 'exited', code: 3 });
    expect(await world.call('supervisor.getProcessInfo', 'web')).toMatchObject({
      statename: 'EXITED',
      state: 100,
      exitstatus: 3,
      spawnerr: 'Bad exit code 3',
      stop: 1_700_001_001,
      pid: 0,
    });
  });

  test('of all processes comes sorted by code units of group and name', async () => {
    world.addMembers('b', { name: 'z' }, { name: 'Y' });
    world.addPrograms('a', 'C');
    const infos = (await world.call('supervisor.getAllProcessInfo')) as readonly {
      group: string;
      name: string;
    }[];
    expect(infos.map(({ group, name }) => `${group}:${name}`)).toEqual(['C:C', 'a:a', 'b:Y', 'b:z']);
  });

  test('in short says the same, of the disabled too', async () => {
    world.addMembers('b', { name: 'z' }, { name: 'Y' });
    world.addPrograms('a', 'C');
    world.run('z', 'b');
    await world.call('vigil.disable', ['a']);
    const infos = (await world.call('supervisor.getAllProcessInfo')) as readonly Record<string, string>[];
    const states = await world.call('vigil.getStates');
    expect(states).toEqual(
      infos.map(({ group, name, statename, description }) => [group, name, statename, description]),
    );
    expect(states).toContainEqual(['a', 'a', 'STOPPED', 'Not started (disabled)']);
    expect(states).toContainEqual(['b', 'z', 'RUNNING', 'pid 100, uptime 0:00:01']);
  });

  test.each(['nope', 'web:*', 'web:'])('%s is no name of a process', async (name) => {
    world.addPrograms('web');
    await expect(world.call('supervisor.getProcessInfo', name)).rejects.toThrow(`BAD_NAME: ${name}`);
  });
});

describe('config info', () => {
  test('has the keys of Supervisor in their order', async () => {
    world.addPrograms('web');
    const [info] = (await world.call('supervisor.getAllConfigInfo')) as readonly object[];
    expect(Object.entries(info ?? {})).toEqual([
      ['autostart', true],
      ['autorestart', 'unexpected'],
      ['directory', 'none'],
      ['uid', 'none'],
      ['command', '/bin/sleep 1000'],
      ['exitcodes', [0]],
      ['group', 'web'],
      ['group_prio', 999],
      ['inuse', true],
      ['killasgroup', false],
      ['name', 'web'],
      ['process_prio', 999],
      ['redirect_stderr', false],
      ['startretries', 3],
      ['startsecs', 1],
      ['stdout_capture_maxbytes', 0],
      ['stdout_events_enabled', false],
      ['stdout_logfile', 'none'],
      ['stdout_logfile_backups', 10],
      ['stdout_logfile_maxbytes', 52_428_800],
      ['stdout_syslog', false],
      ['stopsignal', 15],
      ['stopwaitsecs', 10],
      ['stderr_capture_maxbytes', 0],
      ['stderr_events_enabled', false],
      ['stderr_logfile', 'none'],
      ['stderr_logfile_backups', 10],
      ['stderr_logfile_maxbytes', 52_428_800],
      ['stderr_syslog', false],
      ['serverurl', 'none'],
    ]);
  });

  test('an AUTO log shows its path only where the configuration is in use', async () => {
    const { stdout } = aProcess();
    const auto = { ...stdout, logfile: { kind: 'auto' }, maxBytes: bytes(0) } as const;
    world.addMembers('web', { name: 'web', autorestart: true, stdout: auto });
    world.runtime('web').stdoutLogfile = '/real/path';
    const [group] = world.daemon.groups;
    if (group === undefined) throw new Error('no group');
    expect(await world.call('supervisor.getAllConfigInfo')).toMatchObject([
      { stdout_logfile: '/real/path', autorestart: true },
    ]);
    const reread = { ...group, processes: group.processes.map((process) => ({ ...process })) };
    world.daemon.groups = [reread, { ...reread, name: 'fresh' }];
    expect(await world.call('supervisor.getAllConfigInfo')).toMatchObject([
      { stdout_logfile: 'auto', inuse: true },
      { stdout_logfile: 'auto', inuse: false, group: 'fresh' },
    ]);
  });
});
