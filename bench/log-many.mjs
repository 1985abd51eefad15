// Eight programs write at the same time, each into a log of its own.
import { throughput } from './support/log-run.mjs';

export const title = 'log, 8 writers';

export async function run({ sandbox, n = 2048, rounds = 3, quick }) {
  return throughput(sandbox, {
    writers: 8,
    mebibytes: quick ? 256 : n,
    rounds: quick ? 1 : rounds,
    targets: { floor: 0.9, supervisor: 1.5, cpu: null },
  });
}
