import type { Area } from './behaviour.ts';
import { TYPED, test } from './proof.ts';

export const CLIENT: Area = {
  title: 'supervisorctl',
  behaviours: [
    {
      id: 'ctl.options',
      verdict: 'same',
      behaviour: '`-c`, `-h`, `-i`, `-s`, `-u`, `-p`, `-r`, their long names and errors',
      provedBy: [TYPED, test('src/cli/command-line.test.ts', 'parseCommandLine')],
    },
    {
      id: 'ctl.exit-status',
      verdict: 'same',
      behaviour: 'The statuses 0 to 7, of which the last failure decides',
      provedBy: [TYPED, test('src/cli/commands/commands.test.ts', 'state %i gives status %i')],
    },
    {
      id: 'ctl.upcheck',
      verdict: 'same',
      behaviour: 'Which actions ask first whether somebody is there, and what they say',
      provedBy: [TYPED, test('src/cli/run-line.test.ts', 'the check of the server')],
    },
    {
      id: 'ctl.status',
      verdict: 'same',
      behaviour: '`status`: columns, order, names and their errors',
      provedBy: [
        TYPED,
        test(
          'src/cli/commands/commands.test.ts',
          'lines up names by characters and ends with 3 when a process is down',
        ),
      ],
    },
    { id: 'ctl.pid', verdict: 'same', behaviour: '`pid`, `pid all`, `pid <name>`', provedBy: [TYPED] },
    { id: 'ctl.version', verdict: 'same', behaviour: '`version` and `avail`', provedBy: [TYPED] },
    {
      id: 'ctl.start',
      verdict: 'same',
      behaviour: '`start`, `stop`, `restart`, `signal`, `clear`: every line and every status',
      provedBy: [
        TYPED,
        test(
          'src/cli/commands/commands.test.ts',
          'takes names, groups and repetitions in the order in which they are typed',
        ),
      ],
    },
    {
      id: 'ctl.all',
      verdict: 'same',
      behaviour: '`all` among names means all; `group:*` a group',
      provedBy: [
        TYPED,
        test('src/cli/commands/commands.test.ts', 'does nothing but all when all is among the names'),
      ],
    },
    {
      id: 'ctl.restart',
      verdict: 'same',
      behaviour: '`restart` stops everything first, and rereads nothing',
      provedBy: [
        TYPED,
        test('src/cli/commands/commands.test.ts', 'restart stops everything before it starts anything'),
      ],
    },
    {
      id: 'ctl.tail',
      verdict: 'same',
      behaviour: '`tail` and `maintail`: bytes, channels, errors',
      provedBy: [TYPED, test('src/cli/commands/commands.test.ts', 'tail and maintail')],
    },
    {
      id: 'ctl.tail-f',
      verdict: 'same',
      behaviour: '`tail -f` follows the log; what goes wrong is on stderr, and the status is 0',
      provedBy: [TYPED, test('src/cli/commands/commands.test.ts', 'tail and maintail')],
    },
    {
      id: 'ctl.fg',
      verdict: 'same',
      behaviour: '`fg` connects the terminal with a process',
      provedBy: [
        TYPED,
        test('src/cli/commands/commands.test.ts', 'sends each line and shows what the process writes'),
        test('test/integration/vigilctl-shell.test.ts', 'connects a person with a process'),
      ],
    },
    {
      id: 'ctl.reread',
      verdict: 'same',
      behaviour: '`reread`, `update`, `add`, `remove`: lines and order',
      provedBy: [
        TYPED,
        test('src/cli/commands/commands.test.ts', 'removes, replaces and adds, in this order'),
      ],
    },
    {
      id: 'ctl.shutdown',
      verdict: 'same',
      behaviour: '`shutdown` and `reload`, with the question in the shell',
      provedBy: [TYPED, test('test/integration/vigilctl-shell.test.ts', 'asks before a shutdown')],
    },
    {
      id: 'ctl.open',
      verdict: 'same',
      behaviour: '`open`',
      provedBy: [
        TYPED,
        test(
          'src/cli/commands/commands.test.ts',
          'shows the status of the other daemon without its exit status',
        ),
      ],
    },
    {
      id: 'ctl.help',
      verdict: 'same',
      behaviour: '`help`, its columns, and the forms of each action',
      provedBy: [TYPED, test('test/integration/other-names.test.ts', 'begin their help as Supervisor does')],
    },
    {
      id: 'ctl.shell',
      verdict: 'same',
      behaviour: 'The shell: prompt, empty lines, unknown words, `?`, leaving it',
      provedBy: [TYPED, test('src/cli/run-line.test.ts', 'leaves')],
    },
    {
      id: 'ctl.completion',
      verdict: 'same',
      behaviour: 'What Tab offers',
      provedBy: [
        test('src/cli/completion.test.ts', 'complete'),
        test(
          'test/integration/vigilctl-shell.test.ts',
          'completes names, remembers lines, and survives Ctrl-C in a command',
        ),
      ],
    },
    {
      id: 'ctl.password',
      verdict: 'same',
      behaviour: 'A server that wants a password is asked again in the shell',
      provedBy: [
        TYPED,
        test(
          'test/integration/vigilctl-shell.test.ts',
          'asks for name and password, shows the one and hides the other',
        ),
      ],
    },
    {
      id: 'ctl.wire',
      verdict: 'same',
      behaviour: 'Requests and streams as supervisorctl sends them: each client works with each daemon',
      provedBy: [TYPED, test('src/cli/client.test.ts')],
    },
    {
      id: 'ctl.errors',
      verdict: 'differs',
      what: 'Connection errors',
      supervisor: 'A Python exception in some actions',
      vigil: 'One sentence, why, and what to type',
      why: 'A person reads it',
      provedBy: [
        test('src/cli/diagnose.test.ts', 'says that no daemon runs and how to start one'),
        test('src/cli/run-line.test.ts', 'is reported where nobody can be asked'),
      ],
    },
    {
      id: 'ctl.bad-config',
      verdict: 'differs',
      what: 'Malformed configuration',
      supervisor: 'A traceback, status 1',
      vigil: "The same errors as the daemon's, status 2",
      why: 'A person reads it',
      provedBy: [test('src/cli/settings.test.ts')],
    },
    {
      id: 'ctl.own-actions',
      verdict: 'differs',
      what: 'Actions of its own: `plan`, `apply`, `completion`, ...',
      supervisor: '',
      vigil: "In a list of their own below Supervisor's",
      why: 'Scripts may read the first list',
      provedBy: [
        test('src/cli/actions.test.ts', 'has the actions of Supervisor, and some of its own'),
        TYPED,
      ],
    },
    {
      id: 'ctl.long',
      verdict: 'differs',
      what: '`status -l`',
      supervisor: 'The name of a process',
      vigil: 'Also starts, failures, losses and pools of listeners',
      why: 'Nobody names a process like an option',
      provedBy: [
        test(
          'src/cli/commands/status-details.test.ts',
          'has one more line for each process, and one for each pool',
        ),
      ],
    },
    {
      id: 'ctl.terminal-text',
      verdict: 'differs',
      what: 'Output of programs on a terminal',
      supervisor: 'Shown as it is',
      vigil: 'Colours are kept; all other escapes are shown as text',
      why: 'A log must not control the terminal',
      provedBy: [
        test(
          'test/integration/vigilctl-shell.test.ts',
          'lets no escape sequence of a program but colours through',
        ),
        test('src/cli/terminal-text.test.ts'),
      ],
    },
    {
      id: 'ctl.user',
      verdict: 'differs',
      what: 'No `-c` and no `-s`, and what was found leads to no socket that the user may use',
      supervisor: 'An error',
      vigil: "The same, unless `run` has started a daemon of the user's own: then that one",
      why: 'New: [run](run.md)',
      provedBy: [
        test(
          'src/cli/settings.test.ts',
          'is taken where the socket of the configuration is missing or forbidden',
        ),
        test('test/integration/run.test.ts', 'a vigild of the same user is used'),
      ],
    },
    {
      id: 'ctl.encoding',
      verdict: 'differs',
      what: 'The warning about the encoding of stdout',
      supervisor: 'Where it is not UTF-8',
      vigil: 'Never',
      why: 'What is written is always UTF-8',
      provedBy: [test('src/cli/terminal-text.test.ts', 'visibleText')],
    },
    {
      id: 'ctl.exceptions',
      verdict: 'cannot',
      what: 'Text of Python exceptions',
      why: 'The prefix `error:` and the exit status are kept',
      provedBy: [test('src/cli/run-line.test.ts', 'shows a fault as Python does')],
    },
  ],
};
