// Runs files of test/integration with other settings than a usual run has, and ends as they end.
import { spawnSync } from 'node:child_process';

/**
 * @param {readonly string[]} names Of the files, without their ending.
 * @param {Readonly<Record<string, string>>} settings Environment variables that the tests read.
 * @param {readonly string[]} [options] Further ones for Vitest.
 */
export function runSystemTests(names, settings, options = []) {
  const files = names.map((name) => `test/integration/${name}.test.ts`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'system', ...files, ...options], {
    stdio: 'inherit',
    env: { ...process.env, ...settings },
  });
  process.exitCode = status ?? 1;
}
