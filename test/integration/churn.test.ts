/**
 * Two hundred troublesome programs at once: nothing is lost, doubled or left behind.
 *
 * `CHURN_SECONDS` makes it longer, `CHURN_SEED` repeats a run.
 */
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { childrenOf, openDescriptors } from '../support/proc-files.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type ChurnProgram, churnConfiguration, churnPrograms } from './churn.ts';
import { checkNumberedLines, checkSpawnsAndReaps, countSpawns } from './churn-checks.ts';

const SECONDS = Number(process.env['CHURN_SECONDS'] ?? 10);
const SEED = Number(process.env['CHURN_SEED'] ?? 20_261_122);
const CHILDREN = fileURLToPath(new URL('../children', import.meta.url));
/** A program that exited by itself in the moment of the stop may stay EXITED, but must not start again. */
const STOPPED = ['STOPPED', 'EXITED', 'FATAL'];

describe(`200 troublesome programs for ${SECONDS} s, seed ${SEED}`, () => {
  it('lose nothing and leave nothing behind', { timeout: (SECONDS + 120) * 1000 }, async () => {
    await withTempDir(async (directory) => {
      const programs = churnPrograms({ seed: SEED, programs: 200, children: CHILDREN });
      const daemon = await churn(directory, programs);
      expect(checkSpawnsAndReaps(daemon.log())).toEqual([]);
      for (const { name, kind } of programs) {
        if (kind !== 'prints') continue;
        const { runs, problems } = checkNumberedLines(name, daemon.readFile(`out/${name}.log`));
        expect(problems).toEqual([]);
        // A run that was stopped before its first line has left none.
        expect(countSpawns(daemon.log(), name) - runs, `runs of ${name} without a line`).toBeLessThanOrEqual(
          1,
        );
        expect(runs).toBeGreaterThan(0);
      }
    });
  });
});

/** Lets the programs run, stops them, and checks the daemon before and after its own end. */
async function churn(directory: string, programs: readonly ChurnProgram[]): Promise<Daemon> {
  mkdirSync(`${directory}/out`);
  const options = { kind: testSubject(), directory, text: churnConfiguration(programs) };
  return withDaemon(options, async (daemon) => {
    await daemon.call('supervisor.getState');
    const before = temporaryDescriptors(daemon.pid);
    await daemon.call('supervisor.startAllProcesses', false);
    // The length of the test, not a wait for anything.
    await delay(SECONDS * 1000);
    await daemon.call('supervisor.stopAllProcesses', false);
    await waitUntil('every program to be stopped', () => statesOtherThanStopped(daemon), {
      accept: (states) => states.length === 0,
      within: 60_000,
    });
    const stopped = daemon.log().length;
    // That nothing happens takes time to see: longer than any restart is held back.
    await delay(1500);
    expect(daemon.log().slice(stopped)).not.toContain('spawned:');
    await waitUntil('an end of zombies and orphans', () => childrenOf(daemon.pid), {
      accept: (children) => children.length === 0,
    });
    await waitUntil('as many open descriptors as before', () => temporaryDescriptors(daemon.pid), {
      accept: (now) => now.length <= before.length,
    });
    const exit = await daemon.stop();
    expect(exit).toEqual({ code: 0, signal: null });
    // Sessions that programs left behind on purpose end by themselves.
    await waitUntil('an end of leftovers', () => daemon.leftovers(), {
      accept: (leftovers) => leftovers.length === 0,
    });
    return daemon;
  });
}

/** Without those that the daemon keeps from their first use on, one of each. */
function temporaryDescriptors(pid: number): readonly string[] {
  const kept = (path: string) => path === '/dev/null' || path === `/proc/${pid}/task/${pid}/children`;
  return [...openDescriptors(pid).values()].filter((path) => !kept(path));
}

async function statesOtherThanStopped(daemon: Daemon): Promise<string[]> {
  const infos = (await daemon.call('supervisor.getAllProcessInfo')) as { name: string; statename: string }[];
  const others = infos.filter((info) => !STOPPED.includes(info.statename));
  return others.map((info) => `${info.name} ${info.statename}`);
}
