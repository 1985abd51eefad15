import type { Daemon } from '../../../support/daemon.ts';
import { filesUnder } from '../../observation.ts';
import type { Scenario } from '../../scenario.ts';

const NAMES = ['two', 'none', 'never', 'full', 'stderr'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning(...NAMES);
    for (const name of NAMES) {
      // One chunk at a time, since a rotation happens between chunks.
      for (let line = 1; line <= 9; line += 1) {
        await send(daemon, name, `line ${line} of ${name}\n`);
        run.note(`after line ${line} of ${name}`, logsOf(daemon, name));
      }
    }
  },
};

async function send(daemon: Daemon, name: string, text: string): Promise<void> {
  const before = logsOf(daemon, name);
  await daemon.call('supervisor.sendProcessStdin', name, text);
  await daemon.until(`the line "${text.trim()}" to be logged`, () => logsOf(daemon, name) !== before);
  // An answer means that the turn in which the line was logged is over, rotation included.
  await daemon.call('supervisor.getState');
}

function logsOf(daemon: Daemon, name: string): string {
  return filesUnder(`${daemon.directory}/out`)
    .filter((file) => file.startsWith(`${name}.log`))
    .map((file) => `${file}:\n${daemon.readFile(`out/${file}`)}`)
    .join('\n');
}
