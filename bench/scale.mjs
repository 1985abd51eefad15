// How each cost grows with the number of programs, from 1 to 10,000. Daemons are in the background, as they usually run.
import { contenders } from './support/contenders.mjs';
import { cpuTicksMs, isAlive, rssAnonMb } from './support/proc.mjs';
import { median } from './support/statistics.mjs';
import { COMMANDS } from './support/supervised.mjs';
import { delay, until } from './support/wait.mjs';

export const title = 'cost from 1 to 10,000 programs';

const SETTLE = 3000;
/** A start of 10,000 takes half a minute, and several where others want the machine as well. */
const PATIENCE = 600_000;
const LAUNCHED = {
  floor: 'floor',
  vigild: 'vigild, background',
  supervisord: 'supervisord, background',
};

export async function run({ sandbox, n = 10_000, rounds = 1, quick }) {
  const counts = [1, 10, 100, 1000].filter((count) => count <= n);
  const points = [];
  for (const count of counts) points.push(await point(sandbox, count));
  if (n < 10_000 || quick) return [growth(points)];
  const thousands = [points.at(-1).vigild.start];
  const largest = [];
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    largest.push(await point(sandbox, n));
    thousands.push((await measure(sandbox, 'vigild', 1000)).start);
    // The machine's own pace may change within a minute: what stands before and after is what it is compared with.
    const beside = (thousands.at(-2) + thousands.at(-1)) / 2;
    ratios.push(largest.at(-1).vigild.start / n / (beside / 1000));
  }
  return [growth([...points, medianPoint(largest)]), ...tenThousand(n, largest, ratios)];
}

function growth(points) {
  const { count, vigild, floor, supervisord } = points.at(-1);
  const values = { floor: floor.start, vigild: vigild.start, supervisord: supervisord?.start };
  return { what: `start of ${count} programs in the background`, unit: 'ms', values, points };
}

function tenThousand(n, largest, ratios) {
  const { floor, vigild } = medianPoint(largest);
  return [
    {
      what: `start of ${n} programs, each`,
      unit: 'ms',
      values: { floor: floor.start / n, vigild: vigild.start / n },
      targets: [
        {
          says: 'what it costs each of 1,000 (up to a tenth more)',
          reached: median(ratios),
          limit: 1.1,
        },
      ],
    },
    {
      what: `vigilctl status of ${n} programs`,
      unit: 'ms',
      values: { vigild: vigild.status },
      targets: [{ says: 'under 250 ms', reached: vigild.status, limit: 250 }],
    },
    {
      what: `private memory with ${n} programs`,
      unit: 'MB',
      values: { vigild: vigild.memory },
      targets: [{ says: 'under 100 MB', reached: vigild.memory, limit: 100 }],
    },
    {
      what: `private memory with ${n} programs, after some status replies`,
      unit: 'MB',
      values: { vigild: vigild.replied },
    },
  ];
}

/** `{ count, floor, vigild, supervisord }`, each with what was measured of it. */
async function point(sandbox, count) {
  const measured = { count };
  for (const name of Object.keys(LAUNCHED)) {
    const one = await measure(sandbox, name, count);
    if (one !== null) measured[name] = one;
  }
  return measured;
}

/** Start, CPU time, memory, status and stop in one run. Null where it is not installed, or cannot have so many. */
async function measure(sandbox, name, count) {
  const contender = contenders(sandbox).find((each) => each.name === LAUNCHED[name]);
  if (contender === undefined || contender.most < count) return null;
  const before = performance.now();
  const launched = await contender.launch(count);
  await until(() => launched.count() >= count, { every: 1, within: PATIENCE, what: name });
  const figures = { start: performance.now() - before };
  if (name !== 'floor') {
    figures.cpu = cpuTicksMs(launched.pid);
    await delay(SETTLE);
    figures.memory = rssAnonMb(launched.pid);
    figures.status = await statusTime(sandbox, COMMANDS[name].client, launched.configuration);
    figures.replied = rssAnonMb(launched.pid);
  }
  launched.note();
  const asked = performance.now();
  launched.ask();
  await until(() => !isAlive(launched.pid), { every: 1, within: PATIENCE, what: `the end of ${name}` });
  figures.stop = performance.now() - asked;
  await sandbox.killAll();
  sandbox.forgetRunDirectories();
  return figures;
}

async function statusTime(sandbox, client, configuration) {
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const before = performance.now();
    await sandbox.spawn(client, ['-c', configuration, 'status']).ended;
    times.push(performance.now() - before);
  }
  return median(times);
}

/** Every figure's median over points of one count. */
function medianPoint(points) {
  const [{ count, ...first }] = points;
  const medians = Object.entries(first).map(([name, figures]) => [
    name,
    Object.fromEntries(
      Object.keys(figures).map((key) => [key, median(points.map((each) => each[name][key]))]),
    ),
  ]);
  return { count, ...Object.fromEntries(medians) };
}
