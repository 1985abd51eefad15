import { readdirSync } from 'node:fs';
import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    for (const file of readdirSync(`${run.directory}/cases`).sort()) {
      await run.invoke(file, '-n', '-c', `${run.directory}/cases/${file}`);
    }
  },
};
