// Runs the churn test for longer: npm run churn -- --seconds 60 [--seed 7]
import { parseArgs } from 'node:util';
import { runSystemTests } from './system-tests.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
runSystemTests(['churn'], { CHURN_SECONDS: values.seconds, CHURN_SEED: values.seed });
