/**
 * Programs that fork twice, with pauses in the middle of it: a look of the daemon may fall into any of them, and takes the
 * step between the forks for the server. `npm run trees` also has them stay in the foreground for ten seconds first.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileChild } from '../support/compile-c.ts';
import type { Daemon } from '../support/daemon.ts';
import { below, type ProcessFacts, treeOf, withFollowedPrograms } from '../support/followed-daemon.ts';
import { describeWithPeer } from '../support/peers.ts';
import { processStatus } from '../support/proc-files.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const LONG_DELAY = Number(process.env['TREES_DELAY'] ?? 3000);
const CRASHES = 3;
/** Waits in the middle of it, in milliseconds. */
const PAUSES = [0, 0, 0, 0, 1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50];

describeWithPeer('gcc', 'programs that fork twice', () => {
  let folder: TempDir;
  let server: string;
  beforeAll(() => {
    folder = makeTempDir();
    server = compileChild('background', folder.path);
  });
  afterAll(() => folder.remove());

  it.each([
    ['at once', 0],
    ['late', LONG_DELAY],
  ])(
    'and do so %s are followed to the end of it, also after crashes, and stopped as a whole',
    async (_, delay) => {
      const programs = PAUSES.map(
        (pause, index) => `[program:server_${index}]\ncommand=${server} -2 -d ${delay + index} -m ${pause}\n`,
      );
      await withFollowedPrograms({ programs: programs.join('') }, async (daemon) => {
        let servers = await untilAllServe(daemon, new Set());
        for (let crash = 0; crash < CRASHES; crash += 1) {
          for (const pid of servers) process.kill(pid, 'SIGKILL');
          servers = await untilAllServe(daemon, servers);
          const members = (await treeOf(daemon, '')).map(({ pid, role }) => ({ pid, role }));
          expect(members).toHaveLength(PAUSES.length);
          expect(members).toEqual(expect.arrayContaining([...servers].map((pid) => ({ pid, role: 'main' }))));
        }
        expect(daemon.log()).not.toMatch(/exit status 0|left processes behind|cannot tell/);
        await daemon.call('supervisor.stopAllProcesses');
        expect(below(daemon)).toEqual([]);
      });
    },
    60_000 + (CRASHES + 1) * (LONG_DELAY + 10_000),
  );
});

/** The pids of all main processes once each is the last of its steps, which leads no session, and a new one. */
async function untilAllServe(daemon: Daemon, before: ReadonlySet<number>): Promise<ReadonlySet<number>> {
  const look = async () => {
    const all = (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly ProcessFacts[];
    expect(all.filter(({ statename }) => /^(BACKOFF|FATAL)$/.test(statename))).toEqual([]);
    const own = processStatus(daemon.pid)?.session;
    return all.flatMap(({ pid, statename }) => {
      const session = statename === 'RUNNING' ? processStatus(pid)?.session : undefined;
      return session === undefined || session === pid || session === own || before.has(pid) ? [] : [pid];
    });
  };
  const servers = await waitUntil('all servers in the background', look, {
    accept: (pids) => pids.length === PAUSES.length,
    within: LONG_DELAY + 30_000,
  });
  return new Set(servers);
}
