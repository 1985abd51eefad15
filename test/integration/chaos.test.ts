/**
 * vigild is killed again and again at random moments, under programs that write numbered lines, some of which crash.
 *
 * `CHAOS_KILLS` and `CHAOS_PROGRAMS` make it longer, `CHAOS_SEED` repeats a run as far as chance allows.
 */
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { isAlive, readTextIfAny } from '../support/proc-files.ts';
import { Random } from '../support/random.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { wholeLog } from '../support/whole-log.ts';
import { type ChaosProgram, chaosConfiguration, chaosPrograms, checkRuns } from './chaos.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 5);
const PROGRAMS = Number(process.env['CHAOS_PROGRAMS'] ?? 10);
const SEED = Number(process.env['CHAOS_SEED'] ?? 20_261_122);
const CHILDREN = fileURLToPath(new URL('../children', import.meta.url));

describe(`${PROGRAMS} programs and ${KILLS} kills of vigild, seed ${SEED}`, () => {
  it('no program is restarted or doubled, no line lost, no exit unnoticed', {
    timeout: (KILLS * 10 + 120) * 1000,
  }, async () => {
    await withTempDir(async (directory) => {
      mkdirSync(`${directory}/out`);
      const programs = chaosPrograms({ seed: SEED, programs: PROGRAMS, children: CHILDREN });
      const options = { kind: testSubject(), directory, text: chaosConfiguration(programs) };
      await withDaemon(options, async (daemon) => {
        const problems = await killAgainAndAgain(daemon);
        await daemon.call('supervisor.stopAllProcesses', true);
        await daemon.stop();
        problems.push(...programs.flatMap((program) => judge(daemon, program)));
        expect(problems).toEqual([]);
      });
    });
  });
});

async function killAgainAndAgain(daemon: Daemon): Promise<string[]> {
  const random = new Random(SEED);
  const problems: string[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    // The moments are the point of the test, not a wait for anything.
    await delay(random.between(0, 1200));
    await daemon.crash();
    await delay(random.pick([0, 0, 0, 300, 1500]));
    await daemon.start();
    problems.push(...copies(daemon).map((name) => `after kill ${kill}: more than one ${name}`));
  }
  await waitUntil('all programs to run', async () => await statesOtherThanRunning(daemon), {
    accept: (states) => states.length === 0,
  });
  return problems;
}

/** Names of programs of which more than one process leads a group of its own, as main processes do. */
function copies(daemon: Daemon): readonly string[] {
  const names = daemon
    .family()
    .filter(({ pid, processGroup }) => pid === processGroup && isAlive(pid))
    .flatMap(
      ({ pid }) =>
        /\0SUPERVISOR_PROCESS_NAME=([^\0]*)/.exec(readTextIfAny(`/proc/${pid}/environ`))?.[1] ?? [],
    );
  return names.filter((name, index) => names.indexOf(name) !== index);
}

async function statesOtherThanRunning(daemon: Daemon): Promise<string[]> {
  const infos = (await daemon.call('supervisor.getAllProcessInfo')) as { name: string; statename: string }[];
  return infos.filter(({ statename }) => statename !== 'RUNNING').map(({ name }) => name);
}

function judge(daemon: Daemon, { name, crashes }: ChaosProgram): readonly string[] {
  const { pids, problems } = checkRuns(name, wholeLog(`${daemon.directory}/out/${name}.log`));
  const found = [...problems];
  if (!crashes && pids.length !== 1) found.push(`${name}: ${pids.length} runs of a program that never ends`);
  const spawned = count(daemon.log(), `spawned: '${name}' with pid`);
  const exited = count(daemon.log(), `exited: ${name} (`);
  // A spawn or an exit in the very moment of a kill may be known without its line, or have it twice.
  if (spawned > pids.length) found.push(`${name}: ${spawned} spawns and ${pids.length} runs`);
  if (exited < pids.length - 1) found.push(`${name}: ${exited} exits noticed, and ${pids.length} runs`);
  return found;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
