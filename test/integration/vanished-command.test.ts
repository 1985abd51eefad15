/** A command that was started before is started again without a look at its file: what became of the file is told all the same. */
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { withTempDir } from '../support/temp-dir.ts';

const TEXT = `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[program:once]
command=%(here)s/once 1000
startsecs=0
autorestart=true
startretries=0
`;

describe('a command that is gone or useless when its program is started again', () => {
  it('fails as it would at a first start, and works again when the file is back', async () => {
    await withTempDir(async (directory) => {
      const file = join(directory, 'once');
      copyFileSync('/bin/sleep', file);
      chmodSync(file, 0o755);
      await withDaemon({ kind: 'vigild', directory, text: TEXT }, async (daemon) => {
        await daemon.untilRunning('once');
        rmSync(file);
        await killMain(daemon);
        expect(await reasonAfter(daemon, 1)).toBe(`can't find command '${file}'`);
        copyFileSync('/bin/sleep', file);
        chmodSync(file, 0o755);
        await daemon.call('supervisor.startProcess', 'once');
        await daemon.untilRunning('once');
        chmodSync(file, 0o644);
        await killMain(daemon);
        expect(await reasonAfter(daemon, 2)).toBe(`command at '${file}' is not executable`);
        rmSync(file);
        copyFileSync('/bin/sleep', file);
        chmodSync(file, 0o755);
        await daemon.call('supervisor.startProcess', 'once');
        rmSync(file);
        mkdirSync(file);
        await killMain(daemon);
        expect(await reasonAfter(daemon, 3)).toBe(`command at '${file}' is a directory`);
      });
    });
  });
});

async function killMain(daemon: Daemon): Promise<void> {
  const { pid } = (await daemon.call('supervisor.getProcessInfo', 'once')) as { readonly pid: number };
  process.kill(pid, 'SIGKILL');
}

async function reasonAfter(daemon: Daemon, failures: number): Promise<unknown> {
  await daemon.untilLog(/gave up: once entered FATAL state/, failures);
  return ((await daemon.call('supervisor.getProcessInfo', 'once')) as { readonly spawnerr: string }).spawnerr;
}
