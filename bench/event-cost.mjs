// What an event costs until a listener over stdio has it. The measurement itself is `events.mjs`, which fails when an event
// is lost, doubled or out of order.
import { runEventBench } from './events.mjs';

export const title = 'event to a stdio listener';

export async function run({ n = 500, rounds = 3, quick }) {
  const options = quick
    ? { programs: Math.min(n, 50), rounds: 1, burst: 1000 }
    : { programs: n, rounds, burst: 5000 };
  const { programs, rows } = await runEventBench(options);
  const values = (of) => Object.fromEntries(rows.map((row) => [row.name, of(row)]));
  const burst = values((row) => row.perEvent);
  return [
    {
      what: `an event of a queue that waits, ${programs} programs`,
      unit: 'ms',
      values: burst,
      targets: [
        { says: 'at most 0.1 ms each', reached: burst.vigild, limit: 0.1 },
        { says: 'none lost', reached: 0, limit: 0 },
      ],
    },
    {
      what: 'CPU time of the daemon for each event of a life, with the life',
      unit: 'ms',
      values: values((row) => row.cpu / row.events),
    },
  ];
}
