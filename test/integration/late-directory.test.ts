/** With `startsecs=0` a start that fails in the child counts as an exit, so that what comes later is waited for. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer } from '../support/peers.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const TEXT = `${daemonSections()}
[program:late]
command=sleep 1000
directory=%(here)s/mounted
startsecs=0
startretries=0
[program:once]
command=sleep 1000
directory=%(here)s/missing
startsecs=0
autorestart=false
`;

/** The log until the directory came; ends when the one program runs and the other one has ended. */
async function logUnder(kind: 'vigild' | 'supervisord'): Promise<string> {
  return await withTempDir((directory) =>
    withDaemon({ kind, directory, text: TEXT }, async (daemon) => {
      await waitUntil('both', () => /exited: once/.test(daemon.log()) && /exited: late/.test(daemon.log()));
      const log = daemon.log();
      mkdirSync(join(directory, 'mounted'));
      await waitUntil('what becomes of them', () => daemon.call('supervisor.getAllProcessInfo'), {
        accept: (infos) =>
          (infos as { statename: string }[]).map(({ statename }) => statename).join() === 'RUNNING,EXITED',
      });
      return log;
    }),
  );
}

it('a directory that comes later is waited for, without a limit', async () => {
  const log = await logUnder('vigild');
  expect(log).toMatch(/INFO spawnerr: couldn't chdir to .*mounted: ENOENT\n/);
  expect(log).toMatch(/WARN exited: late \(exit status 127; not expected\)/);
  expect(log).not.toMatch(/FATAL/);
});

describeWithPeer('supervisord', 'Supervisor', () => {
  it('waits for it too', async () => {
    const log = await logUnder('supervisord');
    expect(log).toMatch(/WARN exited: late \(exit status 127; not expected\)/);
    expect(log).not.toMatch(/FATAL/);
  });
});
