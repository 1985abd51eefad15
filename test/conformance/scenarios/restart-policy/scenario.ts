import { type Scenario, untilState } from '../../scenario.ts';

const EXITS = ['0', '3', '7', 'KILL', 'SEGV'];
const AGAIN = ['true_0', 'true_3', 'true_7', 'true_KILL', 'true_SEGV'];
const AGAIN_WHEN_UNEXPECTED = ['unexpected_7', 'unexpected_KILL', 'unexpected_SEGV'];
const NOT_AGAIN = [...EXITS.map((exit) => `false_${exit}`), 'unexpected_0', 'unexpected_3'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    const restarted = [...AGAIN, ...AGAIN_WHEN_UNEXPECTED];
    await daemon.untilRunning(...restarted, ...NOT_AGAIN);
    for (const name of [...restarted, ...NOT_AGAIN]) daemon.writeFile(`out/${name}`, '');
    for (const name of restarted) {
      await daemon.untilLog(new RegExp(`success: ${name} entered`), 2);
      await untilState(daemon, `${name}:${name}`, 'RUNNING');
    }
    for (const name of NOT_AGAIN) {
      await untilState(daemon, `${name}:${name}`, 'EXITED');
      const info = (await daemon.call('supervisor.getProcessInfo', name)) as Record<string, string>;
      const { exitstatus = '', spawnerr = '' } = info;
      run.note(`exit of ${name}`, { exitstatus, spawnerr });
    }
    await run.noteStates('states', daemon);
  },
};
