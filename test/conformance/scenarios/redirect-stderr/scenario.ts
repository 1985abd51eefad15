import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('mixed', 'apart', 'appended', 'bytes', 'much');
    await daemon.untilFile('out/mixed.txt', (text) => text.includes('err 5'));
    await daemon.untilFile('out/apart.stdout', (text) => text.includes('out 5'));
    await daemon.untilFile('out/apart.stderr', (text) => text.includes('err 5'));
    run.note('appended', await daemon.untilFile('out/appended.txt', (text) => text.includes('new')));
    await daemon.untilFile('out/bytes.bin');
    await daemon.untilFile('out/much.txt', (text) => text.includes('line 19999 of a long output\n'));
  },
};
