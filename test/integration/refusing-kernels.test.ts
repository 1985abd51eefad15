/** Limits and kernels that refuse what the daemon asks for. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileChild } from '../support/compile-c.ts';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';

it('the daemon has all its threads from its start on: later the programs may have used up what there is', () =>
  withTempDir((directory) =>
    withDaemon(
      { kind: testSubject(), directory, text: `${daemonSections()}[program:cat]\ncommand=cat\n` },
      async (daemon) => {
        const threads = () => readdirSync(`/proc/${daemon.pid}/task`).length;
        const before = threads();
        const { code } = await vigilctl({ directory }, 'explain', 'cat');
        expect(code).toBe(0);
        expect(threads()).toBe(before);
      },
    ),
  ));

describeWithPeer('gcc', 'a kernel without pidfds and subreapers', () => {
  const SECTIONS = `${daemonSections()}
[program:web]
command=sleep 1000
[program:api]
command=sleep 1000
`;

  it('a vigild that was killed is followed all the same: programs can be stopped, and their ends are seen', () =>
    withTempDir((directory) => {
      const prefix = [compileChild('refuses', directory)];
      return withDaemon({ kind: testSubject(), directory, text: SECTIONS, prefix }, async (daemon) => {
        const pidOf = async (name: string) => {
          const info = await daemon.call('supervisor.getProcessInfo', name);
          return (info as { readonly pid: number }).pid;
        };
        await daemon.untilLog(/WARN the kernel gives orphans to pid 1 alone \(prctl: EINVAL\)/);
        await daemon.untilRunning('web', 'api');
        const [web, api] = [await pidOf('web'), await pidOf('api')];
        await daemon.crash();
        await daemon.start();
        expect(daemon.logSinceStart()).toContain('WARN the kernel gives no pidfds (ENOSYS)');
        expect([await pidOf('web'), await pidOf('api')]).toEqual([web, api]);
        await daemon.call('supervisor.stopProcess', 'web');
        expect(isAlive(web)).toBe(false);
        process.kill(api, 'SIGKILL');
        await daemon.untilLog(/exited: api \(.*; not expected\)/);
      });
    }));
});
