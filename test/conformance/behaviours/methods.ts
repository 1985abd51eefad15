import type { Area } from './behaviour.ts';
import { calls, scenario, test } from './proof.ts';

export const METHODS: Area = {
  title: 'XML-RPC methods',
  behaviours: [
    {
      id: 'api.faults',
      verdict: 'same',
      behaviour: 'All codes and their texts',
      provedBy: [calls('rpc'), calls('state'), calls('group')],
    },
    {
      id: 'api.shutdown-state',
      verdict: 'same',
      behaviour: 'Fault 6 for every method during a shutdown, but for `sendRemoteCommEvent`',
      provedBy: [test('src/rpc/api.test.ts', 'supervisor.shutdown')],
    },
    {
      id: 'api.names',
      verdict: 'same',
      behaviour: '`group:process`, `group:*`, and bare names',
      provedBy: [calls('group'), test('src/core/namespec.test.ts')],
    },
    {
      id: 'api.daemon-methods',
      verdict: 'same',
      behaviour:
        '`getAPIVersion`, `getIdentification`, `getState`, `getPID`, `readLog`, `clearLog`, `shutdown`, `restart`',
      provedBy: [calls('rpc'), calls('log'), test('src/rpc/api.test.ts', 'tells about itself')],
    },
    {
      id: 'api.start',
      verdict: 'same',
      behaviour: '`startProcess` and its relatives: what is checked, in which order, and what waiting means',
      provedBy: [calls('state'), test('src/rpc/api/start-methods.test.ts', 'startProcess')],
    },
    {
      id: 'api.stop',
      verdict: 'same',
      behaviour: '`stopProcess` and its relatives',
      provedBy: [calls('state'), test('src/rpc/api/stop-methods.test.ts', 'stopProcess')],
    },
    {
      id: 'api.signal',
      verdict: 'same',
      behaviour: '`signalProcess` and its relatives',
      provedBy: [calls('state'), test('src/rpc/api.test.ts', 'signals')],
    },
    {
      id: 'api.group-methods',
      verdict: 'same',
      behaviour: 'Methods for groups and for all: who is left out, and the structs',
      provedBy: [
        calls('group'),
        test('src/rpc/api/start-methods.test.ts', 'starting several'),
        test('src/rpc/api/stop-methods.test.ts', 'stopping several'),
      ],
    },
    {
      id: 'api.info',
      verdict: 'same',
      behaviour: '`getProcessInfo` and `getAllProcessInfo`: keys, their order, values, sorting',
      provedBy: [
        calls('rpc'),
        test('src/rpc/api/process-methods.test.ts', 'has the keys of Supervisor in their order'),
      ],
    },
    {
      id: 'api.config-info',
      verdict: 'same',
      behaviour: '`getAllConfigInfo`: keys, their order, values, sorting',
      provedBy: [calls('rpc'), test('src/rpc/api/process-methods.test.ts', 'config info')],
    },
    {
      id: 'api.read-logs',
      verdict: 'same',
      behaviour: '`read...Log`: the arithmetic of offset and length, and its faults',
      provedBy: [calls('log'), test('src/logs/tail.test.ts', 'readLog')],
    },
    {
      id: 'api.tail-logs',
      verdict: 'same',
      behaviour: '`tail...Log`: the arithmetic of offset, size and overflow',
      provedBy: [calls('log'), test('src/logs/tail.test.ts', 'tailLog')],
    },
    {
      id: 'api.stdin',
      verdict: 'same',
      behaviour: '`sendProcessStdin` and its faults',
      provedBy: [calls('rpc'), scenario('standard-input')],
    },
    {
      id: 'api.remote-event',
      verdict: 'same',
      behaviour: '`sendRemoteCommEvent`',
      provedBy: [
        scenario('event-stream'),
        test(
          'src/daemon/event-system.test.ts',
          'tell of groups that go, and of messages from outside and from programs',
        ),
      ],
    },
    {
      id: 'api.reload',
      verdict: 'same',
      behaviour: '`reloadConfig` answers added, changed and removed groups, and starts nothing',
      provedBy: [
        scenario('reread-and-update'),
        test('src/config/difference.test.ts', 'added and changed come in the new order'),
      ],
    },
    {
      id: 'api.groups',
      verdict: 'same',
      behaviour: '`addProcessGroup` and `removeProcessGroup`, and their faults',
      provedBy: [scenario('reread-and-update'), calls('group')],
    },
    {
      id: 'api.difference',
      verdict: 'same',
      behaviour: 'What makes a group different: everything but the log files that are AUTO',
      provedBy: [test('src/config/difference.test.ts', 'isSameGroup')],
    },
    {
      id: 'api.system',
      verdict: 'same',
      behaviour: '`system.listMethods`, `methodSignature`, `methodHelp`, `multicall` with its bare results',
      provedBy: [
        calls('self-description'),
        test('src/rpc/api/system-methods.test.ts', 'gives bare results and faults, in order'),
      ],
    },
    {
      id: 'api.disconnect',
      verdict: 'same',
      behaviour: 'What was begun goes on when the client goes away',
      provedBy: [test('src/rpc/api.test.ts', 'stop waiting, and what was begun goes on')],
    },
    {
      id: 'api.listmethods',
      verdict: 'differs',
      what: '`system.listMethods`',
      supervisor: '',
      vigil: 'Also the methods `vigil.*`',
      why: 'They are new, in a name space of their own',
      provedBy: [
        calls('self-description'),
        test('src/rpc/api/system-methods.test.ts', 'the names are those of Supervisor'),
      ],
    },
    {
      id: 'api.help',
      verdict: 'differs',
      what: '`system.methodHelp`',
      supervisor: 'Its own words',
      vigil: "Vigil's own, naming the same types",
      why: 'Prose is no interface',
      provedBy: [calls('self-description')],
    },
    {
      id: 'api.cut-characters',
      verdict: 'differs',
      what: 'Log reads that cut a character, logs that are no UTF-8',
      supervisor: 'HTTP 500',
      vigil: 'The cut character is left out',
      why: '`tail` works',
      provedBy: [
        calls('log'),
        test('src/logs/tail.test.ts', 'a cut of valid text anywhere has no replacement characters'),
      ],
    },
    {
      id: 'api.large-numbers',
      verdict: 'differs',
      what: 'Numbers beyond 32 bits in answers, such as the offset of a log of 2 GiB, or `stdout_logfile_maxbytes=4GB`',
      supervisor: 'HTTP 500',
      vigil: 'An `<i8>`',
      why: '`tail -f` and `avail` work',
      provedBy: [test('src/rpc/xmlrpc/encode.test.ts', 'more than 32 bits')],
    },
    {
      id: 'api.wrong-types',
      verdict: 'differs',
      what: 'Parameters of a wrong type',
      supervisor:
        'HTTP 500; fault 2 without a reason; a wrong fault (`BAD_NAME: 5`); or accepted (`sendRemoteCommEvent`)',
      vigil: 'Fault 2, with the reason',
      why: 'The caller learns what to change',
      provedBy: [calls('bad-call'), test('src/rpc/parameters.test.ts')],
    },
    {
      id: 'api.autorestart',
      verdict: 'differs',
      what: '`autorestart` in `getAllConfigInfo`',
      supervisor: 'Missing before 4.4, which fails for `true`',
      vigil: '`true`, `false` or `unexpected`',
      why: '`avail` works',
      provedBy: [calls('rpc'), test('src/rpc/api/process-methods.test.ts', 'config info')],
    },
    {
      id: 'api.result-order',
      verdict: 'differs',
      what: 'Results of `start all` and the like',
      supervisor: 'As they complete',
      vigil: 'In the order of the processes',
      why: 'The same each time',
      provedBy: [calls('group')],
    },
  ],
};
