/** Real servers, as Debian configures them: started without any setting, crashed, and stopped without a trace. */
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import { below, infoOf, treeOf, withFollowedPrograms } from '../support/followed-daemon.ts';
import { freePort } from '../support/free-port.ts';
import { describeAsRoot, describeWithPeer } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { waitUntil } from '../support/wait-until.ts';
import { REAL_SERVERS, type RealServer } from './real-servers.ts';

describeAsRoot('servers that go into the background', () => {
  for (const server of REAL_SERVERS) {
    describeWithPeer(server.peer, server.title ?? server.peer, () => {
      it('serves, serves again after a crash of its main process, and is stopped without a trace', async () => {
        const port = await freePort();
        await withFollowedPrograms(
          { programs: (directory) => section(server, directory, port) },
          async (daemon) => {
            const place = { directory: daemon.directory, port };
            const untilServing = () => waitUntil(`${server.peer} to serve`, () => server.isServing(place));
            await untilServing();
            await untilRunning(daemon);
            const crashed = await mainOf(daemon, server);
            process.kill(crashed, 'SIGKILL');
            await waitUntil('the end of the crashed process', () => !isAlive(crashed));
            await untilServing();
            await waitUntil('another main process', () => mainOf(daemon, server), {
              accept: (pid) => pid !== crashed && pid > 0,
            });
            await untilRunning(daemon);
            expect(daemon.log()).not.toMatch(/cannot tell|FATAL/);
            await daemon.call('supervisor.stopProcess', 'server');
            expect(below(daemon)).toEqual([]);
            expect(await server.isServing(place)).toBe(false);
          },
        );
      });
    });
  }
});

/** Some of them give up root, and still have to get to their files. */
function section(server: RealServer, directory: string, port: number): string {
  chmodSync(directory, 0o755);
  return `[program:server]\n${server.prepare({ directory, port })}\n`;
}

async function untilRunning(daemon: Daemon): Promise<void> {
  await waitUntil('the state RUNNING', async () => (await infoOf(daemon, 'server')).statename, {
    accept: (state) => state === 'RUNNING',
  });
}

/** The process that serves: that of the program, or where a wrapper stays, the one below it. */
async function mainOf(daemon: Daemon, { main }: RealServer): Promise<number> {
  if (main === undefined) return (await infoOf(daemon, 'server')).pid;
  const tree = await treeOf(daemon, 'server');
  return tree.find(({ command }) => command.split(' ')[0]?.endsWith(main))?.pid ?? 0;
}
