// Runs the test of random process trees for longer: npm run trees -- --count 10000 [--seed 7]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const command = ['vitest', 'run', '--project', 'system', 'test/integration/process-trees.test.ts'];
const environment = { ...process.env, TREES_COUNT: values.count, TREES_SEED: values.seed };
const { status } = spawnSync('npx', command, { stdio: 'inherit', env: environment });
process.exitCode = status ?? 1;
