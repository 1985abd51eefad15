// `vigilctl status` of 1,000 programs: the whole process, beside what Node itself takes.
import { clientTimes } from './support/client-run.mjs';

export const title = 'vigilctl status of 1,000, whole process';

export async function run({ sandbox, n = 1000, rounds = 21, quick }) {
  return clientTimes(sandbox, {
    programs: n,
    names: [],
    rounds: quick ? 5 : rounds,
    node: 2.5,
    supervisor: 0.1,
  });
}
