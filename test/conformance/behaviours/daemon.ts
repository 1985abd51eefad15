import type { Area } from './behaviour.ts';
import { calls, scenario, test } from './proof.ts';

export const DAEMON: Area = {
  title: 'The daemon: flags and start',
  behaviours: [
    {
      id: 'daemon.flags',
      verdict: 'same',
      behaviour: 'All flags with their long names, abbreviations, and errors; other words are refused',
      provedBy: [scenario('usage-errors'), test('src/daemon/command-line/flags.test.ts', 'parseFlags')],
    },
    {
      id: 'daemon.usage-errors',
      verdict: 'same',
      behaviour: '`Error:` and the sentence, then `For help, use ... -h`, on stderr; status 2',
      provedBy: [scenario('usage-errors'), scenario('config-errors')],
    },
    {
      id: 'daemon.exit-status',
      verdict: 'same',
      behaviour: '0 after a shutdown, 2 for a start that is refused',
      provedBy: [scenario('start-and-stop'), scenario('config-errors'), scenario('port-taken')],
    },
    {
      id: 'daemon.start-order',
      verdict: 'same',
      behaviour:
        'Configuration, privileges, limits, log, groups, servers, background, pid file, programs: errors up to the servers reach the terminal',
      provedBy: [
        scenario('port-taken'),
        scenario('daemonized'),
        test('src/os/daemonize.test.ts', 'a failed start is seen on the terminal and in the exit status'),
      ],
    },
    {
      id: 'daemon.log-beginning',
      verdict: 'same',
      behaviour: 'The log begins with CRIT, then WARN, then INFO lines of the start',
      provedBy: [scenario('includes'), scenario('identity'), scenario('ordinary-user')],
    },
    {
      id: 'daemon.root',
      verdict: 'same',
      behaviour: 'A CRIT line for root without `user`; `Set uid to user ...` after a change',
      provedBy: [
        scenario('dropped-privileges'),
        test('src/os/privileges.test.ts', 'root changes groups, then group, then user'),
      ],
    },
    {
      id: 'daemon.user-errors',
      verdict: 'same',
      behaviour: 'A user that cannot become another one is told so in the same words',
      provedBy: [scenario('ordinary-user'), test('src/os/privileges.test.ts')],
    },
    {
      id: 'daemon.limits',
      verdict: 'same',
      behaviour: '`minfds` and `minprocs` raise the limits that programs get, and say so',
      provedBy: [
        scenario('raised-limits'),
        test('src/os/resource-limits.test.ts', 'below minfds at the start'),
      ],
    },
    {
      id: 'daemon.limits-too-low',
      verdict: 'same',
      behaviour: 'A limit that cannot be raised is a usage error in the same words',
      provedBy: [
        scenario('limits-too-low'),
        test('src/os/resource-limits.test.ts', 'beyond the hard limit is an error in'),
      ],
    },
    {
      id: 'daemon.port-taken',
      verdict: 'same',
      behaviour: 'A port or a socket that somebody listens on',
      provedBy: [scenario('port-taken'), test('test/integration/bad-input.test.ts', 'a port that is taken')],
    },
    {
      id: 'daemon.stale-socket',
      verdict: 'same',
      behaviour: 'A socket file that nobody listens on is replaced, and a line on stderr says so',
      provedBy: [test('src/http/unix-socket.test.ts', 'a stale socket is replaced, and said so')],
    },
    {
      id: 'daemon.socket-mode',
      verdict: 'same',
      behaviour: 'Mode and owner of the unix socket',
      provedBy: [
        scenario('identity'),
        test('src/http/unix-socket.test.ts', 'an owner without ids changes nothing'),
      ],
    },
    {
      id: 'daemon.server-lines',
      verdict: 'same',
      behaviour: 'For each server a line for each interface, and a CRIT line without a password',
      provedBy: [scenario('identity'), scenario('start-and-stop')],
    },
    {
      id: 'daemon.background',
      verdict: 'same',
      behaviour:
        '`directory` and `umask` hold in the background only; the three standard descriptors lead to `/dev/null`, in a session of its own',
      provedBy: [
        scenario('daemonized'),
        test(
          'test/integration/terminal.test.ts',
          'lives on with its programs, in a session of its own, without a terminal',
        ),
      ],
    },
    {
      id: 'daemon.pid-file',
      verdict: 'same',
      behaviour:
        'The pid and a newline; removed at the end; one that cannot be written is a CRIT line and no reason to stop',
      provedBy: [scenario('pid-file'), scenario('unwritable-pid-file'), test('src/os/pid-file.test.ts')],
    },
    {
      id: 'daemon.proc',
      verdict: 'differs',
      what: 'A start where `/proc` is missing, or is that of another PID namespace',
      supervisor: 'Starts',
      vigil: 'Says so and exits 2',
      why: 'Programs that outlive a killed daemon could not be told from others, and would be started a second time',
      provedBy: [
        test(
          'test/integration/bad-surroundings.test.ts',
          'that %s refuses a start, in the foreground and in the background',
        ),
      ],
    },
    {
      id: 'daemon.silent',
      verdict: 'same',
      behaviour: '`silent` and `-s` keep the log off stdout',
      provedBy: [scenario('silent')],
    },
    {
      id: 'daemon.cleanup',
      verdict: 'same',
      behaviour:
        'AUTO logs of earlier daemons of this identifier are deleted at the start, unless `nocleanup`',
      provedBy: [
        scenario('automatic-logs'),
        test('src/logs/auto-log.test.ts', 'clearing deletes the AUTO logs of this identifier'),
      ],
    },
    {
      id: 'daemon.identifier',
      verdict: 'same',
      behaviour: '`identifier` and `-i`',
      provedBy: [scenario('identity')],
    },
    {
      id: 'daemon.process-name',
      verdict: 'same',
      behaviour:
        '`pgrep`, `killall` and `ps` know the daemon by the name of its command, also behind a symbolic link',
      provedBy: [test('test/integration/other-names.test.ts', 'do and say the same under either name')],
    },
    {
      id: 'daemon.first-start',
      verdict: 'differs',
      what: 'First start of programs',
      supervisor: 'One second after the daemon, before 4.4',
      vigil: 'At once',
      why: 'The same',
      provedBy: [scenario('start-and-stop')],
    },
    {
      id: 'daemon.help',
      verdict: 'differs',
      what: 'The help of both commands',
      supervisor: 'Its own words',
      vigil: "Vigil's own; the beginnings that scripts look for are the same",
      why: 'The flags are the interface, not the prose',
      provedBy: [
        test('src/daemon/command-line/flags.test.ts', 'begins as scripts expect it and names the program'),
        scenario('usage-errors'),
      ],
    },
    {
      id: 'daemon.version',
      verdict: 'differs',
      what: '`-v`; `getSupervisorVersion`',
      supervisor: 'Its version',
      vigil:
        "`vigild -v` prints vigil's own; the API answers `4.3.0`, the version that it is compatible with",
      why: 'Clients compare it',
      provedBy: [scenario('usage-errors'), calls('rpc')],
    },
    {
      id: 'daemon.second',
      verdict: 'differs',
      what: 'A second daemon on one pid file',
      supervisor: 'Starts, and overwrites it',
      vigil: 'Refused, with the pid of the first',
      why: '[Decision 4](decisions/0004-an-instance-is-its-pidfile.md)',
      provedBy: [
        scenario('second-daemon'),
        test(
          'src/os/instance-lock.test.ts',
          'a second daemon is told who holds the lock, until it is released',
        ),
      ],
    },
    {
      id: 'daemon.device-pid-file',
      verdict: 'differs',
      what: 'A pid file that is a device, such as `/dev/null`',
      supervisor: 'Removed at the end, if the daemon may do that',
      vigil: 'Stays. Daemons that have the same one are told apart by their configurations',
      why: 'A machine without `/dev/null` is of little use',
      provedBy: [
        test(
          'test/integration/device-pid-file.test.ts',
          'daemons with one device for a pid file are told apart by their configurations',
        ),
        test('src/os/pid-file.test.ts', 'that is a device stays'),
      ],
    },
    {
      id: 'daemon.files',
      verdict: 'differs',
      what: 'Files that the daemon leaves',
      supervisor: 'Log, pid file, socket',
      vigil:
        'Also `<logfile>.history`, and `<logfile>.disabled` and `<logfile>.programs` once they are needed',
      why: '[Decision 11](decisions/0011-state-beside-the-log.md)',
      provedBy: [
        test('test/integration/history.test.ts', 'is kept where the configuration says, or not at all'),
        test('src/history/state-place.test.ts'),
      ],
    },
    {
      id: 'daemon.upgrade',
      verdict: 'differs',
      what: 'A new version of the daemon',
      supervisor: 'A restart of everything',
      vigil: '`vigilctl upgrade`: programs and connections stay',
      why: '[Decision 15](decisions/0015-upgrade-in-place.md)',
      provedBy: [test('test/integration/upgrade.test.ts')],
    },
    {
      id: 'daemon.own-flags',
      verdict: 'differs',
      what: '`--check`, `--config-dump` and others',
      supervisor: '',
      vigil: "Flags of its own, never an abbreviation of Supervisor's",
      why: 'New',
      provedBy: [
        test('src/daemon/command-line/flags.test.ts', 'modes of our own'),
        test(
          'src/daemon/command-line/flags.test.ts',
          'abbreviations that supervisord knows stay unambiguous',
        ),
      ],
    },
    {
      id: 'daemon.profile',
      verdict: 'cannot',
      what: '`--profile_options`',
      why: 'It profiles Python; the flag is taken and does nothing',
      provedBy: [test('src/daemon/command-line/flags.test.ts', 'parseFlags')],
    },
  ],
};
