import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  // Whether a program that ends at once is logged as a success first depends on Supervisor's turns.
  ignoredLines: /plain/,
  async steps(run) {
    const daemon = await run.start({ environment: { GREETING: 'hello', EMPTY: '' } });
    await daemon.untilRunning('own', 'serverurl', 'noserverurl', 'expanded');
    await daemon.untilLog(/exited: plain/);
    await daemon.untilFile('out/expanded.txt');
    for (const name of ['plain', 'own', 'serverurl', 'noserverurl']) {
      const text = await daemon.untilFile(`out/${name}.txt`, (seen) => seen.includes('SUPERVISOR_ENABLED'));
      run.note(`environment of ${name}, sorted`, text.split('\n').sort().join('\n'));
      daemon.removeFile(`out/${name}.txt`);
    }
  },
};
