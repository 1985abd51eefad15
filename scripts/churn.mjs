// Runs the churn test for longer: node scripts/churn.mjs --seconds 60 [--seed 7]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const command = ['vitest', 'run', '--project', 'system', 'test/integration/churn.test.ts'];
const environment = { ...process.env, CHURN_SECONDS: values.seconds, CHURN_SEED: values.seed };
const { status } = spawnSync('npx', command, { stdio: 'inherit', env: environment });
process.exitCode = status ?? 1;
