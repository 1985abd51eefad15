/**
 * Random trees of processes, many programs at a time: each process is taken for one of the right program, or said to be
 * doubtful, and a stop with `stop_scope=tree` leaves nothing. `npm run trees -- --count 10000` is the long form.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/cli/rpc-results.ts';
import { Cgroups } from '../../src/os/cgroups.ts';
import { compileChild } from '../support/compile-c.ts';
import type { Daemon } from '../support/daemon.ts';
import { treeOf, withFollowedPrograms } from '../support/followed-daemon.ts';
import { killIfThere } from '../support/instance-mark.ts';
import { describeWithPeer } from '../support/peers.ts';
import { isAlive, processStatus } from '../support/proc-files.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const TREES = Number(process.env['TREES_COUNT'] ?? 150);
const SEED = Number(process.env['TREES_SEED'] ?? 1);
const AT_A_TIME = 15;
const ROUNDS = Math.ceil(TREES / 2 / AT_A_TIME);

describeWithPeer('gcc', `random trees of processes, seed ${SEED}`, () => {
  let folder: TempDir;
  let tree: string;
  beforeAll(() => {
    folder = makeTempDir();
    tree = compileChild('tree', folder.path);
  });
  afterAll(() => folder.remove());

  const modes: readonly (readonly [cgroup: string, manner: string])[] =
    Cgroups.open('test') === null
      ? [['never', 'hides']]
      : [
          ['never', 'hides'],
          ['auto', 'cgroup'],
        ];

  it.each(modes)(
    'are known and ended as a whole with cgroup=%s',
    async (cgroup, manner) => {
      for (let round = 0; round < ROUNDS; round += 1) await growAndStop(round, { cgroup, manner });
    },
    60_000 + ROUNDS * 20_000,
  );

  async function growAndStop(round: number, mode: { readonly cgroup: string; readonly manner: string }) {
    const names = Array.from({ length: AT_A_TIME }, (_, index) => `tree_${index}`);
    const section = (name: string, index: number) =>
      `[program:${name}]\ncommand=${tree} %(here)s/${name}.pids ${SEED + round * AT_A_TIME + index} ${mode.manner}\n` +
      'stop_scope=tree\nstopwaitsecs=1\nstartsecs=0\nautorestart=false\nexitcodes=3\n';
    const programs = names.map(section).join('');
    await withFollowedPrograms({ daemon: `cgroup=${mode.cgroup}`, programs }, async (daemon) => {
      for (const name of names) await daemon.untilFile(`${name}.pids`, (text) => text.includes('grown'));
      checkOwners(await treeOf(daemon, ''), truthOf(daemon, names));
      await daemon.call('supervisor.stopAllProcesses');
      await endLeftovers(daemon, truthOf(daemon, names));
      const doubtful = doubtfulPids(daemon.log());
      const truth = truthOf(daemon, names);
      if (mode.manner === 'cgroup') expect([...doubtful]).toEqual([]);
      await waitUntil('the end of every tree', () => survivors(truth, doubtful), {
        accept: (left) => left.length === 0,
      });
      for (const pid of doubtful) if (truth.has(pid)) killIfThere(pid);
    });
  }
});

/** Whose each process is, as it wrote itself. */
function truthOf(daemon: Daemon, names: readonly string[]): ReadonlyMap<number, string> {
  const truth = new Map<number, string>();
  for (const name of names) {
    for (const line of daemon.readFile(`${name}.pids`).split('\n')) {
      const pid = Number(line.split(' ')[1]);
      if (pid > 0) truth.set(pid, name);
    }
  }
  return truth;
}

function checkOwners(entries: readonly TreeEntry[], truth: ReadonlyMap<number, string>): void {
  const wrong = entries.filter(({ pid, name }) => truth.has(pid) && truth.get(pid) !== name);
  expect(wrong).toEqual([]);
}

/**
 * What is there after the stop is of programs that had ended by themselves, or came out from below a doubtful process
 * when that ended.
 */
async function endLeftovers(daemon: Daemon, truth: ReadonlyMap<number, string>): Promise<void> {
  const left = await treeOf(daemon, '');
  checkOwners(left, truth);
  for (const { name, pid, role } of left) {
    expect(role).toBe('leftover');
    const log = daemon.log();
    if (doubtfulPids(log).size === 0) expect(log).toContain(`exited: ${name} (exit status 3; expected)`);
    killIfThere(pid);
  }
}

function doubtfulPids(log: string): ReadonlySet<number> {
  const named = [...log.matchAll(/cannot tell of which program process (\d+) /g)];
  return new Set(named.map((match) => Number(match[1])));
}

/** A doubtful process takes what is below it along. */
function survivors(truth: ReadonlyMap<number, string>, doubtful: ReadonlySet<number>): readonly number[] {
  const left = [...truth.keys()].filter((pid) => isAlive(pid));
  return doubtful.size > 0 ? left.filter((pid) => !isBelow(pid, doubtful)) : left;
}

function isBelow(pid: number, ancestors: ReadonlySet<number>): boolean {
  for (let at = pid; at > 1; at = processStatus(at)?.parent ?? 0) if (ancestors.has(at)) return true;
  return false;
}
