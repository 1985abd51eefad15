// One program writes 2 GiB in lines of 100 bytes into a log that is rotated at 50 MB. Only rotated logs compare: their
// page cache is used again, while writing into fresh memory costs more than all the rest.
import { throughput } from './support/log-run.mjs';

export const title = 'log, 1 writer';

export async function run({ sandbox, n = 2048, rounds = 3, quick }) {
  return throughput(sandbox, {
    writers: 1,
    mebibytes: quick ? 256 : n,
    rounds: quick ? 1 : rounds,
    targets: { floor: 1, supervisor: 1.1, cpu: 0.8 },
  });
}
