import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilLog(/success: recorder/);
    await daemon.call('supervisor.startProcess', 'lasting');
    await daemon.call('supervisor.startProcess', 'ending');
    // As a group, since a start that fails at once is then no fault.
    await daemon.call('supervisor.startProcessGroup', 'hopeless', false);
    await daemon.call('supervisor.sendRemoteCommEvent', 'greeting', 'hello there');
    daemon.writeFile('out/ending', '');
    await daemon.untilLog(/exited: ending/);
    await daemon.untilLog(/gave up: hopeless/);
    await daemon.call('supervisor.stopProcess', 'lasting');
    await daemon.untilFile('out/events', (text) => text.includes('PROCESS_STATE_STOPPED '));
    await daemon.untilFile('out/events', (text) => text.includes('PROCESS_STATE_FATAL '));
    await daemon.stop();
    const events = daemon.readFile('out/events').split('\n');
    for (const name of ['recorder', 'lasting', 'ending', 'hopeless']) {
      run.note(
        `events of ${name}`,
        events
          .filter((line) => line.includes(`processname:${name} `))
          .map(timeless)
          .join('\n'),
      );
    }
    run.note(
      'other events',
      events
        .filter((line) => !line.includes('processname:'))
        .map(timeless)
        .join('\n'),
    );
    run.note('serials ascend by one', events.filter((line) => line !== '').every(hasSerial));
    daemon.removeFile('out/events');
  },
};

/** Without the serials, which depend on how the processes' events interleave. */
function timeless(line: string): string {
  return line.replaceAll(/((?:pool)?serial|pid|len):\d+/g, '$1:<number>');
}

function hasSerial(line: string, index: number): boolean {
  return line.includes(` poolserial:${index} `);
}
