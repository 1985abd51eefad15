import type { Area } from './behaviour.ts';
import { calls, scenario, test } from './proof.ts';

export const PROCESSES: Area = {
  title: 'The life of a process',
  behaviours: [
    {
      id: 'process.states',
      verdict: 'same',
      behaviour: 'The eight states, their numbers, and what starts, stops and signals do in each',
      provedBy: [test('src/core/process-machine.test.ts', 'every state answers every event'), calls('state')],
    },
    {
      id: 'process.goes-into-background',
      verdict: 'differs',
      what: 'A program that goes into the background, or hands over to a successor',
      supervisor:
        'Supervisor takes it for ended and starts it again until it is FATAL; the server runs on unseen',
      vigil:
        'vigild follows it and logs one warning. A crash of the real process restarts it, and a stop ends all of it. `daemonize=never` is as in Supervisor',
      why: '[Decision 8](decisions/0008-who-is-the-program.md), [programs](programs.md)',
      provedBy: [
        test(
          'test/integration/daemonizing-programs.test.ts',
          'is followed when it leaves the foreground long after its start',
        ),
        test('test/integration/server-upgrade.test.ts', 'is upgraded under load'),
      ],
    },
    {
      id: 'process.leftovers',
      verdict: 'differs',
      what: 'Processes that live on after a program',
      supervisor: 'Unseen. The workers of a killed master keep its port, so that each restart fails',
      vigil:
        'A WARN line names them. vigild ends those of a crash before it starts the program again; `leftovers=keep` is as in Supervisor',
      why: 'A restart must be able to succeed',
      provedBy: [
        test(
          'test/integration/daemonizing-programs.test.ts',
          'loses its workers to the next start when it crashed',
        ),
        test('src/core/following.test.ts', 'is ended before the next start'),
      ],
    },
    {
      id: 'process.startsecs',
      verdict: 'same',
      behaviour: 'A process counts as RUNNING after `startsecs`, and at once with 0',
      provedBy: [
        scenario('start-seconds'),
        test('src/core/process-machine.test.ts', 'counts as RUNNING after startsecs'),
      ],
    },
    {
      id: 'process.backoff',
      verdict: 'same',
      behaviour:
        'A start that fails is tried again after 1, 2, 3 ... seconds, `startretries` times, then it is FATAL',
      provedBy: [
        scenario('backoff-to-fatal'),
        test(
          'src/core/process-machine.test.ts',
          'waits one second more after each failure and gives up after startretries',
        ),
      ],
    },
    {
      id: 'process.autorestart',
      verdict: 'same',
      behaviour: '`autorestart` and `exitcodes` decide about restarts; a death by signal is never expected',
      provedBy: [
        scenario('restart-policy'),
        test('src/core/process-machine.test.ts', 'a death by signal is never expected'),
      ],
    },
    {
      id: 'process.exit-before-startsecs',
      verdict: 'same',
      behaviour: 'An exit before `startsecs` is a failed start, whatever its status',
      provedBy: [
        test(
          'src/core/process-machine.test.ts',
          'an exit before startsecs leads to BACKOFF, whatever the exit code',
        ),
      ],
    },
    {
      id: 'process.passing-through',
      verdict: 'same',
      behaviour: 'An exit that is seen together with the end of `startsecs` passes through RUNNING',
      provedBy: [
        test(
          'src/core/process-machine.test.ts',
          'passes through RUNNING when the exit after startsecs is seen before the timer',
        ),
      ],
    },
    {
      id: 'process.stop',
      verdict: 'same',
      behaviour: '`stopsignal`, then SIGKILL after `stopwaitsecs`, and again after the same time',
      provedBy: [
        scenario('stop-signals'),
        test(
          'src/core/process-machine.test.ts',
          'sends SIGKILL after stopwaitsecs and again after the same time',
        ),
      ],
    },
    {
      id: 'process.groups',
      verdict: 'same',
      behaviour: '`stopasgroup` and `killasgroup` signal the process group; otherwise the child alone',
      provedBy: [
        scenario('stop-signals'),
        test('src/core/process-machine.test.ts', 'sends the stop signal, to the group where asked'),
      ],
    },
    {
      id: 'process.stop-backoff',
      verdict: 'same',
      behaviour: 'A stop in BACKOFF is done at once',
      provedBy: [
        test('src/core/process-machine.test.ts', 'an operator ends the waiting'),
        test('src/rpc/api/stop-methods.test.ts', 'a process in BACKOFF is stopped at once'),
      ],
    },
    {
      id: 'process.stop-level',
      verdict: 'same',
      behaviour: 'A stop is INFO when the exit is expected and WARN otherwise',
      provedBy: [
        test(
          'src/core/process-machine.test.ts',
          'reports a stop at INFO when the exit code is expected and at WARN otherwise',
        ),
      ],
    },
    {
      id: 'process.unknown',
      verdict: 'same',
      behaviour: 'A stop signal that cannot be sent makes a process UNKNOWN',
      provedBy: [test('src/core/process-machine.test.ts', 'becomes UNKNOWN when the signal cannot be sent')],
    },
    {
      id: 'process.signal',
      verdict: 'same',
      behaviour: '`signalProcess` signals the child alone and changes no state',
      provedBy: [
        scenario('signalling'),
        test('src/rpc/api.test.ts', 'reach the process and change no state'),
      ],
    },
    {
      id: 'process.exit-texts',
      verdict: 'same',
      behaviour: '`exit status n`, `terminated by SIGx`, `(core dumped)`',
      provedBy: [scenario('restart-policy'), scenario('stop-signals')],
    },
    {
      id: 'process.description',
      verdict: 'same',
      behaviour: 'The description of each state, with `uptime` and `Not started`',
      provedBy: [test('src/rpc/process-description.test.ts'), calls('state')],
    },
    {
      id: 'process.spawnerr',
      verdict: 'same',
      behaviour: 'The texts of starts that fail before the child exists',
      provedBy: [scenario('failed-commands'), test('src/os/command-lookup.test.ts')],
    },
    {
      id: 'process.order',
      verdict: 'same',
      behaviour: 'Lower priority numbers start first, and nothing waits for anything',
      provedBy: [
        scenario('process-groups'),
        test('src/rpc/api/start-methods.test.ts', 'they start at once, not one after another'),
      ],
    },
    {
      id: 'process.disabled',
      verdict: 'differs',
      what: 'Processes that were disabled',
      supervisor: 'Cannot be',
      vigil:
        'Do not start by themselves; `description` of a stopped one ends with ` (disabled)`, all others are the same',
      why: 'New: [history](history.md)',
      provedBy: [
        test(
          'test/integration/history.test.ts',
          'holds over a restart and over another daemon, until enable',
        ),
      ],
    },
    {
      id: 'process.false-running',
      verdict: 'differs',
      what: 'A process that died in the turn in which `startsecs` ends',
      supervisor: 'May be called RUNNING',
      vigil: 'Never',
      why: 'Otherwise its retry counter would begin anew, and it would never reach `startretries`',
      provedBy: [test('src/core/process-machine.test.ts', 'keeps the invariants over random lives')],
    },
    {
      id: 'process.success-line',
      verdict: 'differs',
      what: '`success:` line of a program that exits in the turn of its start (`startsecs=0`)',
      supervisor: 'Sometimes missing',
      vigil: 'Always there',
      why: 'Scripts wait for it',
      provedBy: [scenario('start-seconds')],
    },
    {
      id: 'process.crash-loop',
      verdict: 'differs',
      what: 'Crash loop with `startsecs=0`',
      supervisor: 'About one restart a second, without a limit',
      vigil: 'Five at once, then one a second',
      why: '[Decision 6](decisions/0006-restart-at-once-but-not-for-ever.md)',
      provedBy: [test('src/core/process-machine.test.ts', 'holds a program back that keeps exiting at once')],
    },
    {
      id: 'process.attempts',
      verdict: 'differs',
      what: 'Attempts after a start by hand',
      supervisor: 'Fewer, if an earlier series was stopped in BACKOFF',
      vigil: 'All of `startretries`',
      why: 'A start by hand is a new beginning',
      provedBy: [
        test('src/core/process-machine.test.ts', 'gives an operator a full series of attempts again'),
      ],
    },
    {
      id: 'process.unknown-exit',
      verdict: 'differs',
      what: 'A process in UNKNOWN ends',
      supervisor: 'An assertion ends the daemon',
      vigil: 'STOPPED',
      why: 'A child must not end the daemon',
      provedBy: [
        test(
          'src/core/process-machine.test.ts',
          'becomes UNKNOWN when the signal cannot be sent, and STOPPED when the child ends all the same',
        ),
      ],
    },
    {
      id: 'process.signal-refused',
      verdict: 'differs',
      what: 'A signal of `signalProcess` that cannot be sent',
      supervisor: 'A CRIT line, fault 30, and the process becomes UNKNOWN',
      vigil: 'A CRIT line and fault 30; the process stays what it is',
      why: 'It runs on as before, and can be stopped',
      provedBy: [test('src/rpc/api.test.ts', 'one that the kernel refuses is a failure')],
    },
    {
      id: 'process.held-up',
      verdict: 'differs',
      what: 'A deadline that passed while the daemon could not run, for a process that had ended in time',
      supervisor: 'Counts: SIGKILL is sent and logged',
      vigil: 'The exit comes first',
      why: 'The process did what was asked',
      provedBy: [
        test('test/integration/held-up.test.ts'),
        test('src/os/deadlines.test.ts', 'what happened meanwhile comes before them'),
      ],
    },
    {
      id: 'process.clock',
      verdict: 'differs',
      what: 'The clock of the machine is set',
      supervisor: 'Delays are corrected when the loop notices it',
      vigil: 'Delays use a clock that cannot be set; only displayed times change',
      why: 'Nothing needs to be corrected',
      provedBy: [test('src/os/clock.test.ts', 'monotonic time never goes back and counts milliseconds')],
    },
    {
      id: 'process.stop-spin',
      verdict: 'differs',
      what: 'Waiting for a stop',
      supervisor: 'Takes one whole CPU',
      vigil: 'Takes none',
      why: 'vigild has no loop that turns',
      provedBy: [
        test(
          'src/supervisor/supervisor.test.ts',
          'reports while somebody waits for the stop, at once and every two seconds',
        ),
      ],
    },
  ],
};
