// Runs the chaos test for longer: npm run chaos -- --kills 100 [--programs 50] [--seed 7]
import { parseArgs } from 'node:util';
import { runSystemTests } from './system-tests.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    programs: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const { kills, programs, seed } = values;
runSystemTests(['chaos'], { CHAOS_KILLS: kills, CHAOS_PROGRAMS: programs, CHAOS_SEED: seed });
