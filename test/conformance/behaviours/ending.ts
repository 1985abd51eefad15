import type { Area } from './behaviour.ts';
import { scenario, test } from './proof.ts';

export const ENDING: Area = {
  title: 'The daemon: signals and end',
  behaviours: [
    {
      id: 'daemon.signals-end',
      verdict: 'same',
      behaviour: "TERM, INT and QUIT end it, with Supervisor's line",
      provedBy: [scenario('shutdown-order'), scenario('start-and-stop')],
    },
    {
      id: 'daemon.signal-hup',
      verdict: 'same',
      behaviour: 'HUP stops all, reads the configuration and begins anew with the same pid',
      provedBy: [scenario('restart-on-hangup')],
    },
    {
      id: 'daemon.signal-usr2',
      verdict: 'same',
      behaviour: 'USR2 opens all logs anew',
      provedBy: [scenario('reopen-on-user-signal')],
    },
    {
      id: 'daemon.signal-chld',
      verdict: 'same',
      behaviour: '`received SIGCHLD indicating a child quit` at the level debug',
      provedBy: [scenario('debug-log')],
    },
    {
      id: 'daemon.term-after-hup',
      verdict: 'same',
      behaviour: 'A TERM after a HUP makes the restart a shutdown, and not the other way round',
      provedBy: [
        test(
          'src/supervisor/supervisor.test.ts',
          'a shutdown overrides a restart, and a restart never a shutdown',
        ),
      ],
    },
    {
      id: 'daemon.shutdown-order',
      verdict: 'same',
      behaviour:
        'Higher priority numbers stop first; a process that ignores its signal is killed after `stopwaitsecs`',
      provedBy: [scenario('shutdown-order'), scenario('stop-signals')],
    },
    {
      id: 'daemon.waiting-line',
      verdict: 'same',
      behaviour: '`waiting for ... to die`, at once and every three seconds',
      provedBy: [
        scenario('shutdown-order'),
        test('src/supervisor/supervisor.test.ts', 'repeats the report every three seconds'),
      ],
    },
    {
      id: 'daemon.nothing-starts',
      verdict: 'same',
      behaviour: 'Nothing is started during a shutdown, and what waits in BACKOFF becomes FATAL',
      provedBy: [
        test(
          'src/supervisor/supervisor.test.ts',
          'starts nothing any more, not even a process that waits for its next attempt',
        ),
        test('src/core/process-machine.test.ts', 'an operator ends the waiting'),
      ],
    },
    {
      id: 'daemon.at-once',
      verdict: 'differs',
      what: 'When things happen',
      supervisor: 'A loop that turns about once a second sees exits, signals and stops',
      vigil: 'At once',
      why: 'A crash costs milliseconds, and an idle daemon does not wake up',
      provedBy: [
        test('src/supervisor/supervisor.test.ts', 'restarts in the turn in which its crash is seen'),
        test('test/integration/scale.test.ts'),
      ],
    },
    {
      id: 'daemon.priority-groups',
      verdict: 'differs',
      what: 'Stopping groups of one priority',
      supervisor: 'One after another, up to a second each',
      vigil: 'Together',
      why: '[Decision 5](decisions/0005-shutdown-in-waves.md)',
      provedBy: [
        test(
          'src/supervisor/supervisor.test.ts',
          'stops groups of one priority together, higher numbers first',
        ),
        scenario('shutdown-order'),
      ],
    },
    {
      id: 'daemon.bad-restart',
      verdict: 'differs',
      what: 'HUP, `reload`, with a bad configuration',
      supervisor: 'Stops everything, then exits 2',
      vigil: 'Refused with every error; programs are left alone',
      why: 'A typing error must not stop a site',
      provedBy: [
        test(
          'test/integration/bad-restart.test.ts',
          'a mistake leaves the programs alone, and every mistake is named',
        ),
        test('test/integration/bad-restart.test.ts', '%s that cannot be opened leaves the programs alone'),
      ],
    },
    {
      id: 'daemon.usr1',
      verdict: 'differs',
      what: 'USR1',
      supervisor: 'Kills the daemon',
      vigil: 'Ignored',
      why: 'In Node this signal opens the debugger',
      provedBy: [test('src/os/ignore-debug-signal.test.ts', 'SIGUSR1 does not open the debugger')],
    },
    {
      id: 'daemon.orphans',
      verdict: 'differs',
      what: 'Orphans of programs',
      supervisor: 'Children of pid 1',
      vigil: 'Children of vigild, which reaps them and logs that at the level debug',
      why: 'No child is left unseen',
      provedBy: [test('src/os/reaper.test.ts', 'of a subreaper delivers adopted orphans as strangers')],
    },
    {
      id: 'daemon.killed',
      verdict: 'differs',
      what: 'The daemon is killed',
      supervisor: 'Its programs are orphans; the next one starts second copies',
      vigil: 'The next one takes them over: [When vigild itself dies](survival.md)',
      why: 'Nothing is lost with the daemon',
      provedBy: [
        test(
          'test/integration/survival.test.ts',
          'a running program keeps its pid, its uptime and its output',
        ),
      ],
    },
    {
      id: 'daemon.keeper',
      verdict: 'differs',
      what: 'Processes of the daemon besides the programs',
      supervisor: 'None',
      vigil: 'One `sleep`, while programs run',
      why: 'It keeps their pipes, should vigild be killed: [Decision 9](decisions/0009-nothing-lost-with-the-daemon.md)',
      provedBy: [
        test(
          'test/integration/chaos.test.ts',
          'no program is restarted or doubled, no line lost, no exit unnoticed',
        ),
      ],
    },
  ],
};
