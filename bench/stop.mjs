// Stop: from the signal until every program and the supervisor are gone.
import { medians, startAndStop } from './start.mjs';
import { pairedRatio } from './support/statistics.mjs';

export const title = 'stop of all, daemon gone';

export async function run({ sandbox, n = 1000, rounds = 3, quick }) {
  const runs = await startAndStop(sandbox, { n, rounds: quick ? 1 : rounds });
  const reached = pairedRatio(
    runs.get('vigild').map((run) => run.stop),
    runs.get('floor').map((run) => run.stop),
  );
  return [
    {
      what: `stop of ${n} programs and the daemon`,
      unit: 'ms',
      values: medians(runs, 'stop'),
      targets: [{ says: 'at most 2 × the floor', reached, limit: 2 }],
    },
  ];
}
