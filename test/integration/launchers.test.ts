/**
 * Programs whose first process only launches others, which hide: stopped while they are being launched, or below a wrapper
 * that stays. Nothing of them is left after a stop.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Cgroups } from '../../src/os/cgroups.ts';
import type { Daemon } from '../support/daemon.ts';
import { below, infoOf, withFollowedPrograms } from '../support/followed-daemon.ts';
import { describeAsRoot } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Ends in a session of its own, with nothing in its environment and no pipe of the program, as a postfix does. */
const HIDDEN = 'env -i setsid --fork sleep 1000 </dev/null >/dev/null 2>&1';

describeAsRoot('a program that launches others', () => {
  it('is what it leaves in its own session, where it would else have failed to start', async () => {
    const programs = (directory: string) => {
      writeFileSync(join(directory, 'launch'), '#!/bin/sh\nnohup sleep 1000 &\necho launched\n');
      return `[program:server]\ncommand=/bin/sh ${directory}/launch\nstartsecs=3\n`;
    };
    await withFollowedPrograms({ daemon: 'cgroup=never', programs }, async (daemon) => {
      const first = await untilRunning(daemon);
      process.kill(first, 'SIGKILL');
      await waitUntil('the end of the crashed process', () => !isAlive(first));
      expect(await untilRunning(daemon, first)).not.toBe(first);
      expect(below(daemon)).toEqual(['sleep']);
      await daemon.call('supervisor.stopProcess', 'server');
      expect(below(daemon)).toEqual([]);
    });
  });

  it('is what it leaves in its own session when it is known to be a launcher, however long it takes', async () => {
    const programs = (directory: string) => {
      mkdirSync(join(directory, 'init.d'));
      const script = '#!/bin/sh\nnohup sleep 1000 &\nexit 0\n';
      writeFileSync(join(directory, 'init.d', 'server'), script, { mode: 0o755 });
      // With startsecs=0 every start is a success, as that of a launcher which takes longer than startsecs.
      return `[program:server]\ncommand=${directory}/init.d/server start\nstartsecs=0\n`;
    };
    await withFollowedPrograms({ daemon: 'cgroup=never', programs }, async (daemon) => {
      await daemon.untilLog(/server went into the background/);
      expect((await infoOf(daemon, 'server')).statename).toBe('RUNNING');
      await daemon.call('supervisor.stopProcess', 'server');
      expect(below(daemon)).toEqual([]);
    });
  });

  it('is stopped as a whole in the middle of a launch', async () => {
    const programs = (directory: string) => {
      const inner = `echo now > launching; while [ -e hold ]; do sleep 0.05; done; ${HIDDEN}`;
      writeFileSync(join(directory, 'launch'), `#!/bin/sh\ncd ${directory}\n/bin/sh -c '${inner}'\nexit 0\n`);
      return `[program:server]\ncommand=/bin/sh ${directory}/launch\nstartsecs=0\nautostart=false\n`;
    };
    await withFollowedPrograms({ daemon: 'cgroup=never', programs }, async (daemon) => {
      await daemon.call('supervisor.startProcess', 'server');
      await daemon.untilLog(/server went into the background/);
      await daemon.call('supervisor.stopProcess', 'server');
      expect(below(daemon)).toEqual([]);

      rmSync(join(daemon.directory, 'launching'));
      daemon.writeFile('hold', '');
      await daemon.call('supervisor.startProcess', 'server');
      await daemon.untilFile('launching');
      await daemon.call('supervisor.stopProcess', 'server');
      expect(below(daemon)).toEqual([]);
      expect((await infoOf(daemon, 'server')).statename).toBe('STOPPED');
    });
  });

  // Without control groups nothing tells whose such a process is.
  it.runIf(Cgroups.open('test') !== null)('at once is stopped as a whole with stop_scope=tree', async () => {
    const programs = (directory: string) => {
      const inner = `sleep 0.3; ${HIDDEN}; echo now > ${directory}/launched`;
      writeFileSync(
        join(directory, 'launch'),
        `#!/bin/sh\n/bin/sh -c '${inner}' &\nexec tail -f /dev/null\n`,
      );
      return `[program:server]\ncommand=/bin/sh ${directory}/launch\nstop_scope=tree\nautostart=false\n`;
    };
    await withFollowedPrograms({ programs }, async (daemon) => {
      for (let round = 0; round < 5; round += 1) await launchAndStop(daemon);
      expect(daemon.log()).not.toMatch(/cannot tell/);
    });
  });
});

async function untilRunning(daemon: Daemon, before = 0): Promise<number> {
  const { pid } = await waitUntil('the state RUNNING', () => infoOf(daemon, 'server'), {
    accept: ({ statename, pid }) => statename === 'RUNNING' && pid !== before,
  });
  return pid;
}

async function launchAndStop(daemon: Daemon): Promise<void> {
  await daemon.call('supervisor.startProcess', 'server');
  await daemon.untilFile('launched');
  await daemon.call('supervisor.stopProcess', 'server');
  expect(below(daemon)).toEqual([]);
  rmSync(join(daemon.directory, 'launched'));
}
