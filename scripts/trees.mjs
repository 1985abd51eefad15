// Runs the tests of random process trees and of double forks for longer: npm run trees -- --count 10000 [--seed 7]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const files = ['process-trees', 'double-forks'].map((name) => `test/integration/${name}.test.ts`);
const command = ['vitest', 'run', '--project', 'system', ...files];
const environment = {
  ...process.env,
  TREES_COUNT: values.count,
  TREES_SEED: values.seed,
  TREES_DELAY: '10000',
};
const { status } = spawnSync('npx', command, { stdio: 'inherit', env: environment });
process.exitCode = status ?? 1;
