// Start: from the command until all programs exist. Stop: from the signal until all are gone, and the supervisor too.
import { contenders, pm2 } from './support/contenders.mjs';
import { cpuTicksMs, isAlive, startedAt } from './support/proc.mjs';
import { median, pairedRatio } from './support/statistics.mjs';
import { until } from './support/wait.mjs';

export const title = 'start until all children exist, and stop until all are gone';

const TARGETED = ['floor', 'vigild'];
const UNUSUAL = ['supervisord, background'];

export async function run({ sandbox, n = 1000, rounds = 5, quick }) {
  const runs = await startAndStop(sandbox, { n, rounds: quick ? 1 : rounds, withPm2: !quick });
  const floor = runs.get('floor');
  const reached = pairedRatio(
    runs.get('vigild').map((run) => run.start),
    floor.map((run) => run.start),
  );
  const cpu = median(runs.get('vigild').map((run) => run.cpu));
  const stopRatio = pairedRatio(
    runs.get('vigild').map((run) => run.stop),
    floor.map((run) => run.stop),
  );
  return [
    {
      what: `start of ${n} programs until all exist`,
      unit: 'ms',
      values: medians(runs, 'start'),
      note: 'Of the peers one round; PM2 is measured with 100 programs, as if it went on at that pace.',
      targets: [{ says: 'at most 1.2 × the floor', reached, limit: 1.2 }],
    },
    {
      what: `CPU time of the daemon for it, with its own start`,
      unit: 'ms',
      values: {
        vigild: cpu,
        supervisord: median(runs.get('supervisord')?.map((run) => run.cpu) ?? [Number.NaN]),
      },
      targets: [{ says: 'at most 250 ms', reached: cpu, limit: 250 }],
    },
    {
      what: `stop of ${n} programs and the daemon`,
      unit: 'ms',
      values: medians(runs, 'stop'),
      targets: [{ says: 'at most 2 × the floor', reached: stopRatio, limit: 2 }],
    },
  ];
}

/** The contenders take turns, so that a busy moment of the machine hits all of them. */
async function startAndStop(sandbox, { n, rounds, withPm2 }) {
  const all = contenders(sandbox).filter(({ name, most }) => n <= most && !UNUSUAL.includes(name));
  const runs = new Map(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of all) {
      // Nothing is to be reached beside the peers, so one round of them says enough.
      if (round > 0 && !TARGETED.includes(contender.name)) continue;
      runs.get(contender.name).push(await measure(sandbox, contender, n));
    }
  }
  const slow = withPm2 ? await pm2(sandbox) : null;
  if (slow !== null) {
    const count = Math.min(n, slow.most);
    const { start, stop } = await measure(sandbox, slow, count);
    // As if it went on at that pace.
    runs.set('PM2', [{ start: (start * n) / count, stop: (stop * n) / count }]);
  }
  return runs;
}

async function measure(sandbox, contender, count) {
  const before = performance.now();
  const launched = await contender.launch(count);
  await until(() => launched.count() >= count, {
    every: launched.isIndirect ? 100 : 1,
    what: contender.name,
  });
  // Looking for all processes is slow, so the last one's own start counts, to a hundredth of a second.
  const end = launched.isIndirect
    ? Math.max(...launched.programs().map((pid) => startedAt(pid) ?? 0))
    : performance.now();
  const cpu = cpuTicksMs(launched.pid);
  launched.note();
  const asked = performance.now();
  launched.ask();
  if (launched.isIndirect) await until(() => launched.count() === 0, { every: 20 });
  else await until(() => !isAlive(launched.pid), { every: 1 });
  const stop = performance.now() - asked;
  await sandbox.killAll();
  sandbox.forgetRunDirectories();
  return { start: end - before, stop, cpu };
}

function medians(runs, key) {
  return Object.fromEntries([...runs].map(([name, list]) => [name, median(list.map((run) => run[key]))]));
}
