// The same log with a timestamp on every line, and without.
import { canStamp, supervisedLog } from './support/log-run.mjs';
import { median, pairedRatio } from './support/statistics.mjs';

export const title = 'log with timestamps on every line';

export async function run({ sandbox, n = 1024, rounds = 3, quick }) {
  if (!canStamp(sandbox)) return [];
  const mebibytes = quick ? 128 : n;
  const without = [];
  const stamped = [];
  let lost = 0;
  for (let round = 0; round < (quick ? 1 : rounds); round += 1) {
    without.push((await supervisedLog(sandbox, 'vigild', { writers: 1, mebibytes })).rate);
    const result = await supervisedLog(sandbox, 'vigild', { writers: 1, mebibytes, isStamped: true });
    stamped.push(result.rate);
    lost += result.lost;
  }
  return [
    {
      what: 'log with a timestamp on every line',
      unit: 'GB/s',
      values: { 'vigild, without': median(without), vigild: median(stamped) },
      targets: [
        { says: 'at least 0.5 × without', reached: pairedRatio(stamped, without), least: 0.5 },
        { says: 'no line lost', reached: lost, limit: 0 },
      ],
    },
  ];
}
