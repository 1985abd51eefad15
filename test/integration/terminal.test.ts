/** A daemon started from a terminal does not depend on it. */
import { expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { isAlive, openDescriptors, processStatus } from '../support/proc-files.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';

const CONFIGURATION = `${daemonSections()}
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
        expectNoTerminal(daemon);
        expect(await daemon.stop()).toBeNull();
        await daemon.until('an end of the programs', () => daemon.leftovers().length === 0);
      } finally {
        await daemon.destroy();
      }
    });
  });
});

function expectNoTerminal(daemon: Daemon): void {
  expect(isAlive(daemon.pid)).toBe(true);
  expect(processStatus(daemon.pid)).toMatchObject({
    session: daemon.pid,
    processGroup: daemon.pid,
    terminal: 0,
  });
  const descriptors = [...openDescriptors(daemon.pid).values()];
  expect(descriptors.filter((target) => /^\/dev\/(pts|tty)/.test(target))).toEqual([]);
  const family = daemon.family();
  expect(family.length).toBeGreaterThan(1);
  for (const member of family) expect(member.terminal).toBe(0);
  // The keeper of pipes alone has a session of its own.
  const elsewhere = family.filter(({ session }) => session !== daemon.pid);
  expect(elsewhere.map(({ name }) => name)).toEqual(elsewhere.map(() => 'sleep'));
  expect(elsewhere.length).toBeLessThan(2);
}
