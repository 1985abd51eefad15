import { readTextIfAny } from '../../../support/proc-files.ts';
import type { Scenario } from '../../scenario.ts';

const REPORTS = ['root', 'www', 'number', 'member', 'placed'];

export const scenario: Scenario = {
  needsRoot: true,
  async steps(run) {
    const daemon = await run.start({ environment: { MEMBER: userWithSupplementaryGroups() } });
    await daemon.untilRunning(...REPORTS, 'environment');
    for (const name of REPORTS) {
      await daemon.untilFile(`out/${name}.txt`, (text) => text.includes('end of report'));
    }
    await daemon.untilFile('out/environment.txt');
  },
};

/** Some user of this machine who is a member of further groups; where there is none, one who is not. */
function userWithSupplementaryGroups(): string {
  const lists = readTextIfAny('/etc/group')
    .split('\n')
    .map((line) => line.split(':')[3] ?? '');
  return lists.find((list) => list !== '')?.split(',')[0] ?? 'nobody';
}
