import type { Area } from './behaviour.ts';
import { test } from './proof.ts';

export const COMPANIONS: Area = {
  title: 'Companions',
  behaviours: [
    {
      id: 'companion.pidproxy',
      verdict: 'same',
      behaviour:
        '`pidproxy` starts its command, and passes HUP, USR1, USR2, TERM, INT and QUIT to the pid in the file',
      provedBy: [
        test(
          'test/integration/companions.test.ts',
          'passes HUP, USR1 and USR2 on to the process in the pid file, and stays',
        ),
        test('src/companions/pidproxy-arguments.test.ts'),
      ],
    },
    {
      id: 'companion.usage',
      verdict: 'same',
      behaviour: 'Too few words print the usage, with status 1',
      provedBy: [test('test/integration/companions.test.ts', 'prints its usage for the arguments')],
    },
    {
      id: 'companion.status',
      verdict: 'same',
      behaviour: 'The status of the command is not passed on',
      provedBy: [test('test/integration/companions.test.ts', 'does not pass its exit status on')],
    },
    {
      id: 'companion.names',
      verdict: 'same',
      behaviour: "Called under Supervisor's names, the commands are the same",
      provedBy: [test('test/integration/other-names.test.ts', 'do and say the same under either name')],
    },
    {
      id: 'companion.pidproxy-end',
      verdict: 'differs',
      what: "The end of pidproxy's command",
      supervisor: 'Seen up to 5 s later',
      vigil: 'Ends it at once',
      why: 'Nothing waits for a clock',
      provedBy: [test('test/integration/companions.test.ts', 'vigil-pidproxy and its command')],
    },
    {
      id: 'companion.pidproxy-missing',
      verdict: 'differs',
      what: '`pidproxy` with a command that cannot be started',
      supervisor: 'Exits 0, without a word',
      vigil: 'Says why, exits 127',
      why: 'A person reads it',
      provedBy: [
        test(
          'test/integration/companions.test.ts',
          'does not look for it on the PATH, and says so when there is none',
        ),
      ],
    },
    {
      id: 'companion.pidproxy-dead',
      verdict: 'differs',
      what: '`pidproxy` with a pid file that names a dead process',
      supervisor: 'A traceback, and it exits, whatever the signal',
      vigil: 'One sentence; exits 1 at TERM, INT and QUIT, stays otherwise',
      why: 'A HUP while the server restarts must not end it',
      provedBy: [
        test('test/integration/companions.test.ts', 'says that the process is gone, and exits at TERM only'),
      ],
    },
    {
      id: 'companion.pidproxy-groups',
      verdict: 'differs',
      what: '`pidproxy` with `0` or a negative number in the pid file',
      supervisor: 'Signals whole process groups',
      vigil: 'Takes the file for unreadable',
      why: 'Otherwise it would signal itself',
      provedBy: [test('src/companions/child-pid-file.test.ts')],
    },
    {
      id: 'companion.sample',
      verdict: 'differs',
      what: 'Sample configuration (`vigil-echo-conf`)',
      supervisor: 'Its own text',
      vigil: "Another text, made from vigil's option tables; the same keys are switched on",
      why: "The text is Supervisor's",
      provedBy: [
        test('src/companions/sample-file.test.ts', 'switches on what a first daemon needs, and nothing else'),
        test('test/integration/companions.test.ts', 'prints what supervisord runs'),
      ],
    },
    {
      id: 'companion.superlance',
      verdict: 'differs',
      what: '`memmon`, `httpok`, `crashmail`, `fatalmailbatch`',
      supervisor: 'Of superlance, a package of its own',
      vigil: 'Run unchanged, and are there without Python: [listeners](native-listeners.md)',
      why: 'One package less',
      provedBy: [
        test(
          'test/integration/native-listeners.test.ts',
          'restarts a program that eats memory, once, and mails it',
        ),
      ],
    },
  ],
};
