// Runs the fuzz test for longer: npm run fuzz -- --inputs 1000000 [--seed 7] [--first 0] [--only XML-RPC|configuration|HTTP]
import { parseArgs } from 'node:util';
import { runSystemTests } from './system-tests.mjs';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now()) },
    first: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const { inputs, seed, first, only } = values;
const selection = only === undefined ? [] : ['-t', `as.*${only}`];
runSystemTests(['fuzz'], { FUZZ_INPUTS: inputs, FUZZ_SEED: seed, FUZZ_FIRST: first }, selection);
