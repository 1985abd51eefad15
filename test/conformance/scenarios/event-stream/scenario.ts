import type { Daemon } from '../../../support/daemon.ts';
import type { Scenario } from '../../scenario.ts';

/** Each step waits for its last event, so that all events have one order. */
export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await untilEvent(daemon, 'RUNNING', 'recorder');
    await untilEvent(daemon, 'RUNNING', 'clock');
    for (const step of STEPS) await step(daemon);
    await daemon.untilFile('out/ticks');
    await daemon.stop();
    run.note('events', readEvents(daemon, 'events').map(timeless).join('\n'));
    run.note('ticks come at multiples of five seconds', readEvents(daemon, 'ticks').every(isTick));
    daemon.removeFile('out/events');
    daemon.removeFile('out/ticks');
  },
};

type RecordedEvent = readonly [headers: Readonly<Record<string, string>>, payload: string];

const TALK = 'outside <!--XSUPERVISOR:BEGIN-->grüße<!--XSUPERVISOR:END-->';

const STEPS: readonly ((daemon: Daemon) => Promise<unknown>)[] = [
  (daemon) => daemon.call('supervisor.startProcess', 'lasting'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'lasting'),
  (daemon) => daemon.call('supervisor.startProcess', 'crashing'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'crashing'),
  async (daemon) => daemon.writeFile('out/crash', ''),
  (daemon) => untilEvent(daemon, 'EXITED', 'crashing'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'crashing', 2),
  // As groups, since a start that fails at once is then no fault.
  (daemon) => daemon.call('supervisor.startProcessGroup', 'hopeless', false),
  (daemon) => untilEvent(daemon, 'FATAL', 'hopeless'),
  (daemon) => daemon.call('supervisor.startProcessGroup', 'waiting', false),
  (daemon) => untilEvent(daemon, 'BACKOFF', 'waiting', 3),
  (daemon) => daemon.call('supervisor.stopProcess', 'waiting'),
  (daemon) => untilEvent(daemon, 'STOPPED', 'waiting'),
  (daemon) => daemon.call('supervisor.startProcess', 'stubborn'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'stubborn'),
  (daemon) => daemon.call('supervisor.stopProcess', 'stubborn'),
  (daemon) => untilEvent(daemon, 'STOPPED', 'stubborn'),
  (daemon) => daemon.call('supervisor.startProcess', 'talks'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'talks'),
  // Supervisor holds back up to 24 bytes: so there is more at the end.
  (daemon) => daemon.call('supervisor.sendProcessStdin', 'talks', `${TALK}${'-'.repeat(30)}`),
  (daemon) => daemon.untilFile('out/events', (text) => text.includes('---')),
  (daemon) => daemon.call('supervisor.stopProcess', 'talks'),
  (daemon) => untilEvent(daemon, 'STOPPED', 'talks'),
  (daemon) => daemon.call('supervisor.startProcess', 'binary'),
  (daemon) => untilEvent(daemon, 'RUNNING', 'binary'),
  (daemon) => daemon.call('supervisor.sendRemoteCommEvent', 'greeting', 'grüße 😀\nzwei'),
  (daemon) => daemon.call('supervisor.sendRemoteCommEvent', 'percent', 42),
  (daemon) => daemon.call('supervisor.stopProcess', 'lasting'),
  (daemon) => untilEvent(daemon, 'STOPPED', 'lasting'),
  (daemon) => daemon.call('supervisor.removeProcessGroup', 'lasting'),
  (daemon) => daemon.call('supervisor.addProcessGroup', 'lasting'),
  (daemon) => daemon.call('supervisor.stopProcess', 'binary'),
  (daemon) => daemon.call('supervisor.stopProcess', 'crashing'),
  (daemon) => untilEvent(daemon, 'STOPPED', 'crashing'),
];

function untilEvent(daemon: Daemon, state: string, name: string, times = 1): Promise<string> {
  const isIt = ([headers, payload]: RecordedEvent) =>
    headers['eventname'] === `PROCESS_STATE_${state}` && payload.startsWith(`processname:${name} `);
  return daemon.untilFile('out/events', () => readEvents(daemon, 'events').filter(isIt).length >= times);
}

function readEvents(daemon: Daemon, file: string): readonly RecordedEvent[] {
  const lines = daemon.readFile(`out/${file}`).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RecordedEvent);
}

/** Without the serial, which ticks take too; the length stays where no pid is part of it. */
function timeless([headers, payload]: RecordedEvent): string {
  const text = payload.replace(/ pid:[1-9]\d*/, ' pid:<number>');
  const length = text === payload ? headers['len'] : '<number>';
  return JSON.stringify([{ ...headers, serial: '<number>', len: length }, text]);
}

function isTick([{ eventname }, payload]: RecordedEvent): boolean {
  return eventname === 'TICK_5' && /^when:\d+[05]$/.test(payload);
}
