// How each cost grows with the number of programs, from 1 to 10,000.
import { startAndStop } from './start.mjs';
import { rssAnonMb } from './support/proc.mjs';
import { median } from './support/statistics.mjs';
import { COMMANDS, isInstalled, Supervised, sleepers } from './support/supervised.mjs';
import { delay, until } from './support/wait.mjs';

export const title = 'cost from 1 to 10,000 programs';

const SETTLE = 3000;

export async function run({ sandbox, n = 10_000, quick }) {
  const counts = [1, 10, 100, 1000, 10_000].filter((count) => count <= (quick ? Math.min(n, 1000) : n));
  const points = [];
  for (const count of counts) points.push({ count, ...(await measure(sandbox, count)) });
  const largest = points.at(-1);
  const thousand = points.find(({ count }) => count === 1000);
  const targets =
    largest.count < 10_000
      ? []
      : [
          {
            says: 'a start costs each of 10,000 what it costs each of 1,000 (up to a tenth)',
            reached: largest.vigild.start / largest.count / (thousand.vigild.start / 1000),
            limit: 1.1,
          },
          { says: 'status under 250 ms', reached: largest.vigild.status, limit: 250 },
          { says: 'memory under 100 MB', reached: largest.vigild.memory, limit: 100 },
        ];
  return [
    {
      what: `${largest.count} programs: start, status [ms], memory [MB]`,
      unit: 'ms, MB',
      values: {
        start: largest.vigild.start,
        'start, floor': largest.floor.start,
        status: largest.vigild.status,
        memory: largest.vigild.memory,
      },
      targets,
      points,
    },
  ];
}

async function measure(sandbox, count) {
  const names = count <= 1000 ? ['floor', 'vigild', 'supervisord'] : ['floor', 'vigild'];
  const runs = await startAndStop(sandbox, { n: count, rounds: 1, names });
  const point = Object.fromEntries([...runs].map(([name, [run]]) => [name, { ...run }]));
  for (const kind of ['vigild', 'supervisord'].filter((name) => names.includes(name) && isInstalled(name))) {
    const supervised = await Supervised.start(sandbox, kind, sleepers(count));
    await delay(SETTLE);
    point[kind].memory = rssAnonMb(supervised.pid);
    point[kind].status = await statusTime(sandbox, kind, supervised);
    await supervised.stop();
    await until(() => sandbox.processes().length === 0, { every: 50 });
    sandbox.forgetRunDirectories();
  }
  return point;
}

async function statusTime(sandbox, kind, { configuration }) {
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const before = performance.now();
    await sandbox.spawn(COMMANDS[kind].client, ['-c', configuration, 'status']).ended;
    times.push(performance.now() - before);
  }
  return median(times);
}
