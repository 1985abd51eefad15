/** A pid file that is a device, as of images that start the daemon with `--pidfile /dev/null`: it tells nobody apart. */
import { lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { withTempDir } from '../support/temp-dir.ts';

const PROGRAM = `
[program:cat]
command=cat
startsecs=0
`;

it('daemons with one device for a pid file are told apart by their configurations', async () => {
  await withTempDir(async (directory) => {
    const device = join(directory, 'null');
    symlinkSync('/dev/null', device);
    const text = `${daemonSections()}${PROGRAM}`.replace(/^pidfile=.*$/m, `pidfile=${device}`);
    const [first, second] = ['first', 'second'].map((name) => join(directory, name)) as [string, string];
    mkdirSync(first);
    mkdirSync(second);
    await withDaemon({ kind: 'vigild', directory: first, text }, async (daemon) => {
      await daemon.untilRunning('cat');
      const { pid } = (await daemon.call('supervisor.getProcessInfo', 'cat')) as { readonly pid: number };
      await withDaemon({ kind: 'vigild', directory: second, text }, async (other) => {
        await other.untilRunning('cat');
        const again = await runDaemonCommand({
          kind: 'vigild',
          directory: first,
          arguments: ['-n', '-c', 'supervisord.conf'],
        });
        expect(again.code).toBe(2);
        expect(again.stderr).toContain(
          `already running with configuration "${join(first, 'supervisord.conf')}"`,
        );
        await daemon.crash();
        await daemon.start();
        await daemon.untilRunning('cat');
        expect(await daemon.call('supervisor.getProcessInfo', 'cat')).toMatchObject({ pid });
        await other.stop();
      });
    });
    expect(lstatSync(device).isSymbolicLink()).toBe(true);
  });
});
