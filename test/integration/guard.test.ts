/** `vigild --guard`: a daemon that was killed is back at once; its own decisions are respected. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FRUGAL } from '../../src/os/node-options.ts';
import { Daemon, withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { allProcesses, commandLine, isAlive, openDescriptors, processStatus } from '../support/proc-files.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const GUARD = fileURLToPath(new URL('../../bin/vigil-guard', import.meta.url));

const configuration = (more = '') => `${daemonSections({ supervisord: [more] })}
[program:sleeps]
command=sleep 1000
`;

const guarded = (directory: string, text: string, mode: 'as-configured' | 'daemonized') =>
  ({ kind: 'vigild', directory, text, mode, arguments: ['--guard'] }) as const;

describe.each([
  ['in the background', '', 'daemonized'],
  ['in the foreground', 'nodaemon=true', 'as-configured'],
] as const)('a guarded daemon %s', (_, setting, mode) => {
  test('is there again after a SIGKILL, and says why; a shutdown ends the guard too', () =>
    withTempDir((directory) =>
      withDaemon(guarded(directory, configuration(setting), mode), async (daemon) => {
        await daemon.untilRunning('sleeps');
        const killed = daemon.pid;
        const guard = processStatus(killed)?.parent ?? 0;
        process.kill(killed, 'SIGKILL');
        const successor = await untilAnswers(daemon, killed);
        expect(processStatus(successor)?.parent).toBe(guard);
        expect(daemon.log()).toContain(
          'the vigild before this one was terminated by SIGKILL; its guard started this one',
        );
        expect(await daemon.call('supervisor.shutdown')).toBe(true);
        await waitUntil('the end of daemon and guard', () => !isAlive(successor) && !isAlive(guard));
      }),
    ));
});

test('programs get the environment that was there before the shell of the guard', () =>
  withTempDir((directory) => {
    // No shell can use such names, and some set SHLVL.
    const environment = { 'spring.port': '80', 'BASH_FUNC_module%%': '() { :; }', SHLVL: '7' };
    const options = { ...guarded(directory, configuration(), 'daemonized'), environment };
    return withDaemon(options, async (daemon) => {
      await daemon.untilRunning('sleeps');
      process.kill(daemon.pid, 'SIGKILL');
      await untilAnswers(daemon, daemon.pid);
      expect(await daemon.call('supervisor.stopProcess', 'sleeps')).toBe(true);
      expect(await daemon.call('supervisor.startProcess', 'sleeps')).toBe(true);
      const { pid } = (await daemon.call('supervisor.getProcessInfo', 'sleeps')) as { pid: number };
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      for (const [name, value] of Object.entries(environment))
        expect(variables).toContain(`${name}=${value}`);
      expect(variables.filter((entry) => entry.startsWith('VIGIL'))).toEqual([]);
    });
  }));

test('a guard in the background holds nothing of the terminal', () =>
  withTempDir((directory) =>
    withDaemon(guarded(directory, configuration(), 'daemonized'), (daemon) => {
      const guard = processStatus(daemon.pid)?.parent ?? 0;
      const held = [...openDescriptors(guard).values()].filter(
        (target) => !target.endsWith('/bin/vigil-guard'),
      );
      expect(new Set(held)).toEqual(new Set(['/dev/null']));
      return Promise.resolve();
    }),
  ));

test('a SIGTERM to the guard is an orderly shutdown', () =>
  withTempDir(async (directory) => {
    const daemon = new Daemon(guarded(directory, configuration(), 'daemonized'));
    try {
      await daemon.start();
      const guard = processStatus(daemon.pid)?.parent ?? 0;
      process.kill(guard, 'SIGTERM');
      await waitUntil('the end of daemon and guard', () => !daemon.isRunning() && !isAlive(guard));
      expect(daemon.log()).toContain('received SIGTERM indicating exit request');
      expect(daemon.leftovers()).toEqual([]);
    } finally {
      await daemon.destroy();
    }
  }));

test.each([['--nodaemon'], []])(
  'a configuration that is refused ends the guard with status 2 (%s)',
  (...flags) =>
    withTempDir(async (directory) => {
      const run = await runDaemonCommand({
        kind: 'vigild',
        directory,
        arguments: ['--guard', ...flags, '-c', `${directory}/there-is-none.conf`],
      });
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('there-is-none.conf');
      expect(run.leftovers).toEqual([]);
    }),
);

test('who waits at the terminal is told that vigild died before it was there, and the guard ends with it', () =>
  withTempDir(async (directory) => {
    // It waits for a configuration that nobody writes.
    const configuration = join(directory, 'supervisord.conf');
    await runToExit('mkfifo', [configuration]);
    const run = runDaemonCommand({ kind: 'vigild', directory, arguments: ['--guard', '-c', configuration] });
    const started = () => {
      const ours = allProcesses().filter(({ pid }) => commandLine(pid).includes(configuration));
      return ours.find(({ parent }) => commandLine(parent).startsWith('vigil-guard'))?.pid;
    };
    const pid = await waitUntil('vigild below its guard', started, {
      accept: (found) => found !== undefined,
    });
    process.kill(pid ?? 0, 'SIGABRT');
    const { code, stderr, leftovers } = await run;
    expect(stderr).toContain(
      'Error: vigild was terminated by SIGABRT at its start\n  Node ends like this where it gets no memory',
    );
    expect(code).toBe(134);
    expect(leftovers).toEqual([]);
  }));

test('a Node that was put in the place of another, and does not know an option, goes without', () =>
  withTempDir(async (directory) => {
    const node = join(directory, 'node');
    // The first run is that of a daemon that is killed. What follows is another Node.
    writeFileSync(
      node,
      `#!/bin/sh
echo "$VIGIL_GUARD_STATUS $*" >>${directory}/starts
[ "$(wc -l <${directory}/starts)" -gt 1 ] || kill -9 $$
case "$*" in *--optimize-for-size*) exit 9 ;; esac
`,
    );
    chmodSync(node, 0o755);
    const command = [node, ...FRUGAL, '--inspect', 'bin/vigild', '-n'];
    const guard = await runToExit(GUARD, ['foreground', ...command], { directory, environment: {} });
    expect(guard.code).toBe(0);
    expect(readFileSync(join(directory, 'starts'), 'utf8').split('\n')).toEqual([
      ` ${FRUGAL.join(' ')} --inspect bin/vigild -n`,
      `137 ${FRUGAL.join(' ')} --inspect bin/vigild -n`,
      '137 --inspect bin/vigild -n',
      '',
    ]);
  }));

/** Waits for another daemon behind the socket; answers its pid. */
async function untilAnswers(daemon: Daemon, before: number): Promise<number> {
  const pid = async () => {
    try {
      return Number(await daemon.call('supervisor.getPID'));
    } catch {
      return 0; // It is not there yet.
    }
  };
  return waitUntil('another daemon', pid, { accept: (seen) => seen !== 0 && seen !== before });
}
