/** Programs that leave the foreground, hand over, or leave something behind: vigild follows, and loses nobody. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cgroups } from '../../src/os/cgroups.ts';
import { compileChild } from '../support/compile-c.ts';
import type { Daemon } from '../support/daemon.ts';
import {
  below,
  infoOf,
  type ProcessFacts,
  treeOf,
  withFollowedPrograms,
} from '../support/followed-daemon.ts';
import { describeWithPeer } from '../support/peers.ts';
import { allProcesses, commandLine, isAlive } from '../support/proc-files.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

describeWithPeer('gcc', 'a program that is more than its first process', () => {
  let folder: TempDir;
  let server: string;
  beforeAll(() => {
    folder = makeTempDir();
    server = compileChild('background', folder.path);
  });
  afterAll(() => folder.remove());

  const withServer = (
    options: string,
    keys: string,
    use: (daemon: Daemon) => Promise<void>,
    cgroup = 'never',
  ) =>
    withFollowedPrograms(
      { daemon: `cgroup=${cgroup}`, programs: `[program:server]\ncommand=${server} ${options}\n${keys}` },
      use,
    );

  /** Waits for RUNNING under a process that was not spawned, nor is the one of before, and returns its pid. */
  async function untilFollowed(daemon: Daemon, before = 0): Promise<number> {
    await daemon.untilLog(/server went into the background/);
    const { pid } = await waitUntil('the state RUNNING', () => infoOf(daemon, 'server'), {
      accept: ({ statename, pid }) => statename === 'RUNNING' && pid !== before,
    });
    expect(isAlive(pid)).toBe(true);
    return pid;
  }

  const running = () => allProcesses().filter((one) => commandLine(one.pid).startsWith(server));

  async function expectStopEndsAll(daemon: Daemon): Promise<void> {
    await daemon.call('supervisor.stopProcess', 'server');
    expect((await infoOf(daemon, 'server')).statename).toBe('STOPPED');
    expect(below(daemon)).toEqual([]);
  }

  it.each([
    ['forks once', ''],
    ['forks twice', '-2'],
    ['has workers', '-w 3'],
    ['has workers that ignore the stop signal', '-w 2 -i'],
    ['scrubs its environment and closes all descriptors', '-s -c'],
    ['does so and forks twice', '-2 -s -c'],
    ['takes a while between its fork and its setsid', '-l 150'],
  ])('is followed when it %s, started again after a crash, and stopped as a whole', async (_, options) => {
    await withServer(options, 'stopwaitsecs=1', async (daemon) => {
      const first = await untilFollowed(daemon);
      process.kill(first, 'SIGKILL');
      const second = await untilFollowed(daemon, first);
      expect(second).not.toBe(first);
      const tree = await treeOf(daemon, 'server');
      expect(tree[0]).toMatchObject({ pid: second, role: 'main', group: 'server', name: 'server' });
      expect(tree).toHaveLength(below(daemon).length);
      await expectStopEndsAll(daemon);
      expect(daemon.log()).not.toMatch(/cannot tell/);
    });
  });

  it('is followed when it leaves the foreground long after its start', async () => {
    await withServer('-d 2500', '', async (daemon) => {
      await daemon.untilRunning('server');
      const { pid: before, start } = await infoOf(daemon, 'server');
      const after = await untilFollowed(daemon);
      expect(after).not.toBe(before);
      expect((await infoOf(daemon, 'server')).start).toBe(start);
      expect(daemon.log().match(/spawned: 'server'/g)).toHaveLength(1);
      await expectStopEndsAll(daemon);
    });
  });

  it.each([
    ['as the leader of its session', '-s -c'],
    ['after another fork', '-2 -s -c'],
  ])('is followed when it hides, %s, and its launcher waits until it is ready', async (_, options) => {
    await withServer(`${options} -r 3500`, 'startsecs=1', async (daemon) => {
      await untilFollowed(daemon);
      await expectStopEndsAll(daemon);
      expect(daemon.log()).not.toMatch(/cannot tell/);
    });
  });

  it.each([
    ['once', '-s -c'],
    ['twice', '-2 -s -c'],
    ['once, with launchers that wait', '-s -c -r 1500'],
  ])('is told from others that hide at the same moment and fork %s, by its name', async (_, options) => {
    const names = Array.from({ length: 8 }, (_, index) => `server_${index}`);
    for (const name of names) copyFileSync(server, join(folder.path, name));
    const programs = names.map(
      (name) => `[program:${name}]\ncommand=${join(folder.path, name)} ${options}\nstartsecs=1\n`,
    );
    await withFollowedPrograms({ daemon: 'cgroup=never', programs: programs.join('') }, async (daemon) => {
      const all = async () =>
        (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly ProcessFacts[];
      await daemon.untilLog(/went into the background/, names.length);
      await waitUntil('the state RUNNING', all, {
        accept: (found) => found.every(({ statename }) => statename === 'RUNNING'),
      });
      for (const name of names) {
        const { pid } = await infoOf(daemon, name);
        expect(commandLine(pid)).toContain(`/${name}`);
      }
      expect(below(daemon).toSorted()).toEqual(names);
      await daemon.call('supervisor.stopAllProcesses');
      expect(below(daemon)).toEqual([]);
    });
  });

  it('is what its pid file names', async () => {
    await withServer('-2 -w 2 -p %(here)s/server.pid', 'pidfile=%(here)s/server.pid', async (daemon) => {
      const pid = await untilFollowed(daemon);
      expect(Number(daemon.readFile('server.pid'))).toBe(pid);
      await expectStopEndsAll(daemon);
    });
  });

  it('is followed when it hands over to a successor, as often as it does', async () => {
    await withServer('-f -u', '', async (daemon) => {
      await daemon.untilRunning('server');
      let { pid } = await infoOf(daemon, 'server');
      for (let time = 1; time <= 3; time += 1) {
        process.kill(pid, 'SIGUSR2');
        await daemon.untilLog(/server handed over to a successor/, time);
        const { pid: next, statename } = await infoOf(daemon, 'server');
        expect(next).not.toBe(pid);
        expect(statename).toBe('RUNNING');
        pid = next;
      }
      expect(below(daemon)).toEqual(['background']);
      expect(daemon.log().match(/spawned: 'server'/g)).toHaveLength(1);
      await expectStopEndsAll(daemon);
    });
  });

  const hasCgroups = Cgroups.open('test') !== null;
  const modes = hasCgroups ? ['auto', 'always'] : ['auto, without control groups here'];
  it.each(modes)('is followed, and killed with all of it, with cgroup=%s', async (mode) => {
    const use = async (daemon: Daemon) => {
      const first = await untilFollowed(daemon);
      const cgroup = readFileSync(`/proc/${first}/cgroup`, 'utf8');
      if (hasCgroups) expect(cgroup).toMatch(/^0::.*\/vigil-.*\/server_server-[0-9a-f]+$/m);
      process.kill(first, 'SIGKILL');
      await untilFollowed(daemon, first);
      await expectStopEndsAll(daemon);
      expect(daemon.log()).not.toMatch(/cannot tell/);
    };
    await withServer('-2 -s -c -w 2 -i', 'stopwaitsecs=1', use, mode.split(',')[0]);
  });

  it('shows up in the events of listeners that name the type', async () => {
    const recorder = fileURLToPath(new URL('../children/event-recorder.sh', import.meta.url));
    const listener = (name: string, events: string) =>
      `[eventlistener:${name}]\ncommand=${recorder} %(here)s/${name}.out\nevents=${events}\n`;
    const programs = `${listener('own', 'PROCESS_MAIN_CHANGED')}${listener('all', 'EVENT')}[program:server]\ncommand=${server}\n`;
    await withFollowedPrograms({ programs }, async (daemon) => {
      const pid = await untilFollowed(daemon);
      const text = await daemon.untilFile('own.out', (seen) => seen.includes('PROCESS_MAIN_CHANGED'));
      expect(text).toMatch(
        new RegExp(`processname:server groupname:server pid:${pid} former_pid:\\d+ reason:daemonized`),
      );
      const all = await daemon.untilFile('all.out', (seen) => seen.includes('PROCESS_STATE_RUNNING'));
      expect(all).not.toContain('PROCESS_MAIN_CHANGED');
    });
  });

  it.each(modes)('is gone on with by the vigild after a killed one, with cgroup=%s', async (mode) => {
    const use = async (daemon: Daemon) => {
      const first = await untilFollowed(daemon);
      const before = (await treeOf(daemon, 'server')).map(({ pid }) => pid);
      expect(before).toHaveLength(3);
      await daemon.crash();
      await daemon.start();
      expect(await infoOf(daemon, 'server')).toMatchObject({ pid: first, statename: 'RUNNING' });
      expect((await treeOf(daemon, 'server')).map(({ pid }) => pid)).toEqual(before);
      process.kill(first, 'SIGKILL');
      await daemon.untilLog(/server left processes behind, which are ended before it is started again/);
      await untilFollowed(daemon, first);
      expect(before.filter((pid) => isAlive(pid))).toEqual([]);
      await daemon.crash();
      await daemon.start();
      const after = (await treeOf(daemon, 'server')).map(({ pid }) => pid);
      expect(after).toHaveLength(3);
      await daemon.call('supervisor.stopProcess', 'server');
      expect(after.filter((pid) => isAlive(pid))).toEqual([]);
    };
    await withServer('-w 2 -i', 'stopwaitsecs=1', use, mode.split(',')[0]);
  });

  it('hands over under the vigild after a killed one, whose child its successor is not', async () => {
    await withServer('-f -u', '', async (daemon) => {
      await daemon.untilRunning('server');
      let { pid } = await infoOf(daemon, 'server');
      await daemon.crash();
      await daemon.start();
      for (let time = 1; time <= 2; time += 1) {
        process.kill(pid, 'SIGUSR2');
        await daemon.untilLog(/server handed over to a successor/, time);
        pid = (await infoOf(daemon, 'server')).pid;
      }
      process.kill(pid, 'SIGKILL');
      const next = await waitUntil('the next server', () => infoOf(daemon, 'server'), {
        accept: (info) => info.statename === 'RUNNING' && info.pid !== pid,
      });
      await daemon.crash();
      await daemon.start();
      process.kill(next.pid, 'SIGUSR2');
      await daemon.untilLog(/server handed over to a successor/, 3);
      const last = await infoOf(daemon, 'server');
      await expectStopEndsAll(daemon);
      expect(isAlive(last.pid)).toBe(false);
    });
  });

  it.each([
    ['while no vigild runs', 0],
    ['after the next vigild has begun', 2000],
  ])('runs once when a killed vigild had begun its start, and it hides %s', async (_, delay) => {
    await withServer(`-s -c -d ${500 + delay}`, 'startsecs=5\nstopwaitsecs=1', async (daemon) => {
      await daemon.untilLog(/spawned: 'server'/);
      const { pid: launcher } = await infoOf(daemon, 'server');
      await daemon.crash();
      if (delay === 0) await waitUntil('the end of the launcher', () => !isAlive(launcher));
      await daemon.start();
      await daemon.untilLog(/server (went into the background|handed over)/);
      await daemon.untilRunning('server');
      const { pid } = await infoOf(daemon, 'server');
      await waitUntil('one server', () => running().length === 1);
      expect(running()).toMatchObject([{ pid }]);
      await expectStopEndsAll(daemon);
      expect(running()).toEqual([]);
    });
  });

  it('is not in the way of its next start when it died while no vigild ran, and its workers hide', async () => {
    await withServer('-s -c -w 2', 'stopwaitsecs=1', async (daemon) => {
      const first = await untilFollowed(daemon);
      const old = await waitUntil('the workers', running, { accept: ({ length }) => length === 3 });
      await daemon.crash();
      process.kill(first, 'SIGKILL');
      await waitUntil('its end', () => !isAlive(first));
      await daemon.start();
      await untilFollowed(daemon, first);
      await waitUntil('the workers', () => running().length === 3);
      expect(old.filter(({ pid }) => isAlive(pid))).toEqual([]);
      await expectStopEndsAll(daemon);
      expect(running()).toEqual([]);
    });
  });

  it('is ended by a stop that its launcher dies of', async () => {
    const script = `${server} -p %(here)s/server.pid; exec sleep 1000`;
    await withFollowedPrograms(
      { programs: `[program:server]\ncommand=sh -c '${script}'\n` },
      async (daemon) => {
        await daemon.untilFile('server.pid', (text) => text !== '');
        await daemon.call('supervisor.stopProcess', 'server');
        expect((await infoOf(daemon, 'server')).statename).toBe('STOPPED');
        expect(below(daemon)).toEqual([]);
      },
    );
  });

  it('is ended by a stop that meets its init script, before it has left that', async () => {
    const programs = (directory: string) => {
      mkdirSync(join(directory, 'init.d'));
      const script = `#!/bin/sh\n(echo > ${directory}/begun; sleep 1; exec ${server}) &\nexec sleep 1000\n`;
      writeFileSync(join(directory, 'init.d/server'), script, { mode: 0o755 });
      return `[program:server]\ncommand=${directory}/init.d/server start\n`;
    };
    await withFollowedPrograms({ programs }, async (daemon) => {
      await daemon.untilFile('begun');
      await daemon.call('supervisor.stopProcess', 'server');
      expect((await infoOf(daemon, 'server')).statename).toBe('STOPPED');
      expect(below(daemon)).toEqual([]);
    });
  });

  it('is followed when it handed over while no vigild ran, where a pid file says who it is now', async () => {
    await withServer('-f -u -p %(here)s/server.pid', 'pidfile=%(here)s/server.pid', async (daemon) => {
      await daemon.untilRunning('server');
      const { pid: before, start } = await infoOf(daemon, 'server');
      await daemon.crash();
      process.kill(before, 'SIGUSR2');
      await waitUntil('the end of the old one', () => !isAlive(before));
      const now = await waitUntil('the new one', () => Number(daemon.readFile('server.pid')), {
        accept: (pid) => pid !== before && isAlive(pid),
      });
      await daemon.start();
      // Whether the exit status can still be had depends on who reaps orphans on this machine.
      await daemon.untilLog(new RegExp(`server .* main process .*is now ${now}`));
      expect(await infoOf(daemon, 'server')).toMatchObject({ pid: now, statename: 'RUNNING', start });
      expect(daemon.log().match(/spawned: 'server'/g)).toHaveLength(1);
      await expectStopEndsAll(daemon);
      expect(isAlive(now)).toBe(false);
    });
  });

  it('is not followed with daemonize=never', async () => {
    await withServer('', 'daemonize=never\nautorestart=false\nstartsecs=0', async (daemon) => {
      await daemon.untilLog(/exited: server \(exit status 0; expected\)/);
      expect((await infoOf(daemon, 'server')).statename).toBe('EXITED');
      await daemon.untilLog(/WARN server left processes behind, which are let alone: \d+ \(background\)/);
      expect(await treeOf(daemon, 'server')).toMatchObject([{ role: 'leftover' }]);
    });
  });

  it('loses its workers to the next start when it crashed, unless they are to be kept', async () => {
    await withServer('-f -w 2 -i', 'stopwaitsecs=1', async (daemon) => {
      await daemon.untilRunning('server');
      process.kill((await infoOf(daemon, 'server')).pid, 'SIGKILL');
      await daemon.untilLog(/WARN server left processes behind, which are ended before it is started again/);
      await daemon.untilLog(/success: server entered RUNNING/, 2);
      expect(below(daemon)).toHaveLength(3);
    });
    await withServer('-f -w 2', 'leftovers=keep', async (daemon) => {
      await daemon.untilRunning('server');
      process.kill((await infoOf(daemon, 'server')).pid, 'SIGKILL');
      await daemon.untilLog(/success: server entered RUNNING/, 2);
      expect(below(daemon)).toHaveLength(5);
      const roles = (await treeOf(daemon, 'server')).map(({ role }) => role).sort();
      expect(roles).toEqual(['leftover', 'leftover', 'main', 'member', 'member']);
    });
  });

  it('loses them to a start by hand, too, and they are named until then', async () => {
    await withServer('-w 2 -i', 'autorestart=false\nstopwaitsecs=1', async (daemon) => {
      const first = await untilFollowed(daemon);
      const workers = (await treeOf(daemon, 'server')).filter(({ role }) => role === 'member');
      process.kill(first, 'SIGKILL');
      await daemon.untilLog(/server left processes behind, which are let alone/);
      const explanation = await daemon.call('vigil.explainProcess', 'server');
      const pids = workers.map(({ pid }) => pid).sort();
      expect(explanation).toMatchObject({
        state: 'EXITED',
        left_behind: {
          cure: `kill ${pids.join(' ')}; vigilctl start server ends them first`,
          processes: pids.map((pid) => ({ pid, command: expect.stringContaining('background') })),
        },
      });
      await daemon.call('supervisor.startProcess', 'server');
      await untilFollowed(daemon, first);
      expect(workers.filter(({ pid }) => isAlive(pid))).toEqual([]);
      expect(below(daemon)).toHaveLength(3);
      expect(await daemon.call('vigil.explainProcess', 'server')).not.toHaveProperty('left_behind');
      await expectStopEndsAll(daemon);
    });
  });

  it('loses them to a start by hand also under the next vigild, when this one was killed', async () => {
    await withServer('-f -w 2 -i', 'autorestart=false\nstopwaitsecs=1', async (daemon) => {
      await daemon.untilRunning('server');
      process.kill((await infoOf(daemon, 'server')).pid, 'SIGKILL');
      await daemon.untilLog(/server left processes behind, which are let alone/);
      const left = (await treeOf(daemon, 'server')).map(({ pid }) => pid).sort();
      expect(left).toHaveLength(2);
      for (let death = 0; death < 2; death += 1) {
        await daemon.crash();
        await daemon.start();
        const explanation = await daemon.call('vigil.explainProcess', 'server');
        expect(explanation).toMatchObject({
          state: 'EXITED',
          left_behind: { cure: `kill ${left.join(' ')}; vigilctl start server ends them first` },
        });
      }
      await daemon.call('supervisor.startProcess', 'server');
      expect(left.filter((pid) => isAlive(pid))).toEqual([]);
      expect(below(daemon)).toHaveLength(3);
      expect(await daemon.call('vigil.explainProcess', 'server')).not.toHaveProperty('left_behind');
    });
  });

  it('keeps what leads a session of its own when it is stopped, as the logins of an sshd', async () => {
    const script = 'trap "exit 0" TERM; setsid sleep 1000 & while :; do sleep 1; done';
    const programs = `[program:server]\ncommand=sh -c '${script}'\n`;
    await withFollowedPrograms({ programs }, async (daemon) => {
      await daemon.untilRunning('server');
      const findLogin = async () =>
        (await treeOf(daemon, 'server')).find(({ command }) => command === 'sleep 1000')?.pid ?? 0;
      const login = await waitUntil('the login', findLogin);
      // Until then it may be a program on its way to the background.
      const { start } = await infoOf(daemon, 'server');
      await waitUntil('eleven seconds', () => Date.now() / 1000 - start > 11);
      await daemon.call('supervisor.stopProcess', 'server');
      expect((await infoOf(daemon, 'server')).statename).toBe('STOPPED');
      await daemon.untilLog(/server left processes behind, which are let alone: \d+ \(sleep\)/);
      await daemon.call('supervisor.startProcess', 'server');
      expect(isAlive(login)).toBe(true);
    });
  });

  it('keeps what a stop leaves in the open, or ends it too with stop_scope=tree', async () => {
    await withServer('-f -w 2 -i', '', async (daemon) => {
      await daemon.untilRunning('server');
      await daemon.call('supervisor.stopProcess', 'server');
      await daemon.untilLog(/server left processes behind, which are let alone: \d+ \(background\), \d+/);
      expect(below(daemon)).toHaveLength(2);
    });
    await withServer('-f -w 2 -i', 'stop_scope=tree\nstopwaitsecs=1', async (daemon) => {
      await daemon.untilRunning('server');
      await expectStopEndsAll(daemon);
    });
  });
});
