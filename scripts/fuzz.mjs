// Runs the fuzz test for longer: node scripts/fuzz.mjs --inputs 1000000 [--seed 7] [--first 0] [--only XML-RPC|configuration|HTTP]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now()) },
    first: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const command = ['vitest', 'run', '--project', 'system', 'test/integration/fuzz.test.ts'];
if (values.only !== undefined) command.push('-t', `as.*${values.only}`);
const environment = {
  ...process.env,
  FUZZ_INPUTS: values.inputs,
  FUZZ_SEED: values.seed,
  FUZZ_FIRST: values.first,
};
const { status } = spawnSync('npx', command, { stdio: 'inherit', env: environment });
process.exitCode = status ?? 1;
