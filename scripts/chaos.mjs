// Runs the chaos test for longer: node scripts/chaos.mjs --kills 100 [--programs 50] [--seed 7]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    programs: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const command = ['vitest', 'run', '--project', 'system', 'test/integration/chaos.test.ts'];
const { kills, programs, seed } = values;
const environment = { ...process.env, CHAOS_KILLS: kills, CHAOS_PROGRAMS: programs, CHAOS_SEED: seed };
const { status } = spawnSync('npx', command, { stdio: 'inherit', env: environment });
process.exitCode = status ?? 1;
