import type { Area } from './behaviour.ts';
import { scenario, test } from './proof.ts';

export const SPAWNING: Area = {
  title: 'Starting a child',
  behaviours: [
    {
      id: 'spawn.command',
      verdict: 'same',
      behaviour: '`command` is cut into words as a POSIX shell would, without a shell',
      provedBy: [scenario('command-lines'), test('src/core/command-words.test.ts', 'splitCommand')],
    },
    {
      id: 'spawn.lookup',
      verdict: 'same',
      behaviour:
        "A word without a slash is searched on the `PATH` of the program, else of the daemon; a relative one is looked up from the daemon's directory",
      provedBy: [
        scenario('failed-commands'),
        test('src/os/command-lookup.test.ts', 'is searched for in the program'),
      ],
    },
    {
      id: 'spawn.environment',
      verdict: 'same',
      behaviour:
        "The daemon's environment, `SUPERVISOR_ENABLED`, `SUPERVISOR_SERVER_URL`, `SUPERVISOR_PROCESS_NAME`, `SUPERVISOR_GROUP_NAME`, then `environment`",
      provedBy: [scenario('environment')],
    },
    {
      id: 'spawn.server-url',
      verdict: 'same',
      behaviour:
        '`SUPERVISOR_SERVER_URL` is `serverurl`, else the first unix server, else the last inet server',
      provedBy: [scenario('environment')],
    },
    {
      id: 'spawn.home',
      verdict: 'same',
      behaviour: '`user=` changes neither HOME nor USER',
      provedBy: [scenario('dropped-privileges')],
    },
    {
      id: 'spawn.groups',
      verdict: 'same',
      behaviour: "The user's supplementary groups, the primary one first",
      provedBy: [
        scenario('dropped-privileges'),
        test('src/os/users.test.ts', 'has its primary group first, each group once'),
      ],
    },
    {
      id: 'spawn.descriptors',
      verdict: 'same',
      behaviour: 'A child has the descriptors 0, 1 and 2 and no others',
      provedBy: [
        scenario('inherited-descriptors'),
        test('src/os/child-process.test.ts', 'has descriptors 0, 1 and 2 and no others'),
      ],
    },
    {
      id: 'spawn.process-group',
      verdict: 'same',
      behaviour: 'A process group of its own, in the session of the daemon',
      provedBy: [
        scenario('placement'),
        test('src/os/child-process.test.ts', 'leads a process group of its own in the session of the daemon'),
      ],
    },
    {
      id: 'spawn.directory',
      verdict: 'same',
      behaviour: '`directory` and `umask` of the program',
      provedBy: [
        scenario('placement'),
        test('src/os/child-process.test.ts', 'gets its umask, and the daemon keeps its own'),
      ],
    },
    {
      id: 'spawn.stdin',
      verdict: 'same',
      behaviour: 'stdin stays open and never ends; `sendProcessStdin` writes to it',
      provedBy: [scenario('standard-input')],
    },
    {
      id: 'spawn.failure-text',
      verdict: 'same',
      behaviour:
        "`supervisor: couldn't ...` and `supervisor: child process was not spawned` stand in the program's log",
      provedBy: [scenario('failed-placement')],
    },
    {
      id: 'spawn.failure',
      verdict: 'differs',
      what: 'A failed exec, chdir or change of user',
      supervisor: 'The program "exits" with status 127',
      vigil:
        "`spawnerr: couldn't ...`, then BACKOFF (unless `startsecs=0`); the two lines in the program's log are the same",
      why: '`status` shows the reason',
      provedBy: [
        scenario('failed-placement'),
        test('src/os/child-process.test.ts', 'a failure names its stage'),
      ],
    },
    {
      id: 'spawn.failure-at-once',
      verdict: 'same',
      behaviour:
        'With `startsecs=0` such a failure is an exit with status 127: `autorestart` and `exitcodes` decide, and `startretries` does not',
      provedBy: [
        test('test/integration/late-directory.test.ts'),
        test('src/core/process-machine.test.ts', 'whatever startretries says'),
      ],
    },
    {
      id: 'spawn.ignored-signals',
      verdict: 'differs',
      what: 'Signals ignored in programs',
      supervisor: 'SIGPIPE and SIGXFSZ, because Python ignores them',
      vigil: 'None',
      why: '`yes \\| head` inside a program must end',
      provedBy: [
        scenario('signal-state-and-limits'),
        test('src/os/child-process.test.ts', 'starts with every signal at its default, none blocked'),
      ],
    },
    {
      id: 'spawn.pipes',
      verdict: 'differs',
      what: 'Program output and input',
      supervisor: 'Anonymous pipes',
      vigil: 'Named pipes, open for reading and writing in the program',
      why: "They outlive the daemon; other users' programs can open `/dev/stdout`. [Decision 3](decisions/0003-output-through-fifos.md)",
      provedBy: [
        scenario('inherited-descriptors'),
        test('src/os/fifo.test.ts', 'a program of another user opens /dev/stdout by name'),
      ],
    },
    {
      id: 'spawn.user-argv',
      verdict: 'differs',
      what: '`user=`',
      supervisor: 'argv[0] is the word of the command',
      vigil: 'argv[0] is the file that was found; the directory is entered before the change of user',
      why: 'The program is started through setpriv(1)',
      provedBy: [test('src/os/child-process.test.ts', 'runs as another user')],
    },
    {
      id: 'spawn.limits',
      verdict: 'differs',
      what: 'The limit of open files in programs',
      supervisor: 'That of the daemon',
      vigil: '`minfds`, or the limit from before Node raised it',
      why: '[Decision 7](decisions/0007-limits-of-children.md)',
      provedBy: [
        scenario('signal-state-and-limits'),
        test('src/os/resource-limits.test.ts', 'below minfds at the start'),
      ],
    },
    {
      id: 'spawn.stdin-full',
      verdict: 'differs',
      what: 'stdin that a program does not read',
      supervisor: 'HTTP 500, and the data is sent later all the same',
      vigil: 'Waits up to 1 MiB, then fault 30',
      why: 'Refused data must not arrive, and accepted data must',
      provedBy: [test('src/rpc/api.test.ts', 'standard input'), scenario('standard-input')],
    },
  ],
};
