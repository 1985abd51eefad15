/** A daemon started from a terminal does not depend on it. */
import { expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { isAlive, openDescriptors, processStatus } from '../support/proc-files.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';

const CONFIGURATION = `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[program:writes]
command=sh -c 'while :; do echo still here; sleep 0.1; done'
stdout_logfile=%(here)s/writes.log
stopasgroup=true
`;

describeWithPeer('script', 'a daemon started from a terminal that is then closed', () => {
  it('lives on with its programs, in a session of its own, without a terminal', async () => {
    await withTempDir(async (directory) => {
      // `script` runs its command on a new terminal, and closes that when the command has ended.
      const daemon = new Daemon({
        kind: testSubject(),
        directory,
        mode: 'daemonized',
        text: CONFIGURATION,
        launch: (command) => [peerPath('script'), '-qec', `tty; ${command.join(' ')}`, '/dev/null'],
      });
      try {
        await daemon.start();
        expect(daemon.startOutput).toMatch(/^\/dev\/(pts\/|tty)/);
        await daemon.untilRunning('writes');
        const lines = () => daemon.readFile('writes.log').split('\n').length;
        const before = lines();
        await daemon.until('more lines', () => lines() > before + 3);
        await expectNoTerminal(daemon);
        expect(await daemon.stop()).toBeNull();
        await daemon.until('an end of the programs', () => daemon.leftovers().length === 0);
      } finally {
        await daemon.destroy();
      }
    });
  });
});

async function expectNoTerminal(daemon: Daemon): Promise<void> {
  expect(isAlive(daemon.pid)).toBe(true);
  expect(processStatus(daemon.pid)).toMatchObject({
    session: daemon.pid,
    processGroup: daemon.pid,
    terminal: 0,
  });
  const descriptors = [...openDescriptors(daemon.pid).values()];
  expect(descriptors.filter((target) => /^\/dev\/(pts|tty)/.test(target))).toEqual([]);
  const { stdout } = await runToExit('/bin/ps', ['-o', 'pid=,sid=,tty=', '-g', String(daemon.pid)]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  for (const [, session, terminal] of rows) {
    expect([session, terminal]).toEqual([String(daemon.pid), '?']);
  }
  const pids = rows.map(([pid]) => Number(pid));
  for (const member of daemon.family()) expect(pids).toContain(member.pid);
}
