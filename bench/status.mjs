// `vigilctl status` of one program: the whole process, beside what Node itself takes.
import { clientTimes } from './support/client-run.mjs';

export const title = 'vigilctl status of one, whole process';

export async function run({ sandbox, rounds = 41, quick }) {
  return clientTimes(sandbox, {
    programs: 1,
    names: ['sleep:sleep_00000'],
    rounds: quick ? 11 : rounds,
    node: 1.6,
    supervisor: 0.5,
  });
}
