import type { Scenario } from '../../scenario.ts';

const EVENTS = ['COMMUNICATION_STDOUT', 'LOG_STDOUT', 'LOG_STDERR'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('recorder');
    await daemon.call('supervisor.startProcess', 'talks');
    await daemon.call('supervisor.startProcess', 'logs');
    // Supervisor holds back up to 24 bytes, and forgets them at the end: so there is more than that, twice.
    await daemon.call('supervisor.sendProcessStdin', 'talks', `${'-'.repeat(30)}\n`);
    await daemon.untilFile('out/talks.txt', (text) => text.includes('after'));
    for (const event of EVENTS) {
      await daemon.untilFile('out/events', (text) => text.includes(`eventname:PROCESS_${event} `));
    }
    await daemon.stop();
    const events = daemon.readFile('out/events').replaceAll(/((?:pool)?serial|pid|len):\d+/g, '$1:<number>');
    daemon.removeFile('out/events');
    run.note('events', events);
    const text = daemon.readFile('out/talks.txt');
    daemon.removeFile('out/talks.txt');
    run.note('log without what was captured', text.replace(/-+\n?$/, ''));
  },
};
