import { unlinkSync } from 'node:fs';
import { isAlive } from '../../../support/proc-files.ts';
import type { Scenario } from '../../scenario.ts';

const NAMES = ['neither', 'stopgroup', 'killgroup', 'killsingle'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning(...NAMES);
    const grandchildren = new Map<string, number>();
    for (const name of NAMES) {
      grandchildren.set(name, Number(await daemon.untilFile(`out/${name}`, (text) => text.endsWith('\n'))));
      unlinkSync(`${daemon.directory}/out/${name}`);
    }
    for (const [name, grandchild] of grandchildren) {
      await run.noteCall(daemon, 'supervisor.stopProcess', name);
      // A grandchild that was signalled too is gone a moment after the program.
      if (name.endsWith('group')) await daemon.until(`the end of ${grandchild}`, () => !isAlive(grandchild));
    }
    await daemon.stop();
    const survivors = [...grandchildren].filter(([, pid]) => isAlive(pid));
    run.note('leftovers', survivors.map(([name]) => name).join('\n'));
  },
};
