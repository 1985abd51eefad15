// Runs the tests of random process trees and of double forks for longer: npm run trees -- --count 10000 [--seed 7]
import { parseArgs } from 'node:util';
import { runSystemTests } from './system-tests.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const settings = { TREES_COUNT: values.count, TREES_SEED: values.seed, TREES_DELAY: '10000' };
runSystemTests(['process-trees', 'double-forks'], settings);
