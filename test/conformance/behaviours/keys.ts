import type { Area } from './behaviour.ts';
import { scenario, test } from './proof.ts';

export const KEYS: Area = {
  title: 'Configuration: sections and keys',
  behaviours: [
    {
      id: 'config.values',
      verdict: 'same',
      behaviour:
        'Numbers, booleans, sizes, octal modes, exit codes, signals, users, levels and addresses are read as Python reads them, and refused in the same words',
      provedBy: [
        test('src/config/values.test.ts', 'values that are accepted'),
        test('src/config/values.test.ts', 'values that are refused'),
      ],
    },
    {
      id: 'config.environment-grammar',
      verdict: 'same',
      behaviour:
        '`environment=` is cut into tokens as Supervisor 4.4 does it, oddities included: what follows a value is skipped, whatever it is',
      provedBy: [test('src/config/shlex.test.ts'), scenario('environment')],
    },
    {
      id: 'config.names',
      verdict: 'same',
      behaviour: 'Names of programs and groups may not hold a blank, a colon or a slash',
      provedBy: [test('src/config/values.test.ts', 'values that are refused'), scenario('config-errors')],
    },
    {
      id: 'config.supervisord-section',
      verdict: 'same',
      behaviour: '`[supervisord]` must be there; all of its keys have the same defaults',
      provedBy: [
        test('src/config/load.test.ts', 'an empty section means the defaults'),
        scenario('config-errors'),
      ],
    },
    {
      id: 'config.servers',
      verdict: 'same',
      behaviour:
        'Any number of `[inet_http_server...]` and `[unix_http_server...]`, the former opened first; a user without a password is refused',
      provedBy: [
        test('src/config/load.test.ts', 'inet servers come first'),
        test('src/config/load.test.ts', 'servers and name spaces'),
      ],
    },
    {
      id: 'config.server-required',
      verdict: 'same',
      behaviour:
        '`file` and `port` are required; `chmod` is 0700; an address without a host means all interfaces',
      provedBy: [
        test('src/config/load.test.ts', 'servers and name spaces'),
        test('src/config/values.test.ts', 'values that are accepted'),
      ],
    },
    {
      id: 'config.sha',
      verdict: 'same',
      behaviour: '`{SHA}` and the hash of a password',
      provedBy: [test('src/http/basic-auth.test.ts')],
    },
    {
      id: 'config.program-defaults',
      verdict: 'same',
      behaviour: 'All keys of `[program:x]` have the same defaults',
      provedBy: [
        test('src/config/load.test.ts', 'a command is enough'),
        test('src/config/dump.test.ts', 'a process has every key'),
      ],
    },
    {
      id: 'config.numprocs',
      verdict: 'same',
      behaviour: 'Copies need `%(process_num)` in `process_name`; none at all make an empty group',
      provedBy: [test('src/config/load.test.ts', 'makes an empty group'), scenario('many-copies')],
    },
    {
      id: 'config.name-collision',
      verdict: 'same',
      behaviour: 'Of two copies with one name the later replaces the earlier',
      provedBy: [
        test('src/supervisor/supervisor.test.ts', 'closes the earlier of two processes of one name'),
      ],
    },
    {
      id: 'config.killasgroup',
      verdict: 'same',
      behaviour: '`killasgroup` follows `stopasgroup`, and cannot be false when that is true',
      provedBy: [test('src/config/load.test.ts'), scenario('config-errors')],
    },
    {
      id: 'config.notices',
      verdict: 'same',
      behaviour:
        '`syslog` as a file name, AUTO without rotation, and a log of stderr beside `redirect_stderr` are WARN lines',
      provedBy: [test('src/config/load.test.ts', 'notices')],
    },
    {
      id: 'config.redirect',
      verdict: 'same',
      behaviour: 'With `redirect_stderr` there is no log of stderr',
      provedBy: [
        test('src/config/load.test.ts', 'a redirected standard error has no log file'),
        scenario('redirect-stderr'),
      ],
    },
    {
      id: 'config.groups',
      verdict: 'same',
      behaviour: '`[group:x]` takes programs out of their own groups; they keep their own priorities',
      provedBy: [
        test('src/config/load.test.ts', 'members leave their own groups and keep their own priorities'),
        scenario('process-groups'),
      ],
    },
    {
      id: 'config.group-mistakes',
      verdict: 'same',
      behaviour: 'Unknown and ambiguous members are refused',
      provedBy: [test('src/config/load.test.ts', 'groups'), scenario('config-errors')],
    },
    {
      id: 'config.doubled-group',
      verdict: 'same',
      behaviour: 'Of two groups with one name the one that sorts first is used',
      provedBy: [test('src/config/difference.test.ts', 'a second group of the same name does not count')],
    },
    {
      id: 'config.order',
      verdict: 'same',
      behaviour: 'Groups and processes are sorted by priority, then by name',
      provedBy: [
        test('src/config/load.test.ts', 'groups of all kinds are sorted by priority, then by name'),
        test(
          'src/supervisor/supervisor.test.ts',
          'are listed by priority, equal ones in the order in which they came',
        ),
      ],
    },
    {
      id: 'config.listeners',
      verdict: 'same',
      behaviour:
        '`events` must be there and name known types; `buffer_size` is 10 and at least 1; `redirect_stderr` is refused; priority is -1',
      provedBy: [
        test('src/config/load.test.ts', '[eventlistener:x]'),
        test('src/config/load.test.ts', 'events are collected in upper case'),
      ],
    },
    {
      id: 'config.fcgi',
      verdict: 'same',
      behaviour: '`socket` is required, and its owner, mode and backlog are checked in the same words',
      provedBy: [test('src/config/load.test.ts', '[fcgi-program:x]')],
    },
    {
      id: 'config.rpcinterface',
      verdict: 'same',
      behaviour:
        'Without `[rpcinterface:supervisor]` there is no `supervisor.*`, and its suffix is the name space',
      provedBy: [
        test('src/rpc/method-names.test.ts', 'are those of the table under the configured namespace'),
        test('src/rpc/method-names.test.ts', 'are only the fixed ones without an rpcinterface'),
      ],
    },
    {
      id: 'config.control-section',
      verdict: 'same',
      behaviour: '`[supervisorctl]` is required where a file is found; its keys have the same defaults',
      provedBy: [
        test('src/cli/settings.test.ts', 'takes the defaults where there is no file'),
        test('src/cli/settings.test.ts', 'lets the command line win over the file'),
      ],
    },
    {
      id: 'config.reread-socket',
      verdict: 'differs',
      what: 'Owner, mode and backlog of a FastCGI socket, and log files that become AUTO',
      supervisor: 'Changes go unnoticed',
      vigil: '`update` does not notice them either; `plan` and `apply` do',
      why: "`reread` keeps Supervisor's answer; the better one has a name of its own",
      provedBy: [
        test('src/config/difference.test.ts', 'a log file is not compared when either side is AUTO'),
        test('src/config/plan.test.ts', 'restarts when only the mode of its sockets changed'),
      ],
    },
    {
      id: 'config.own-keys',
      verdict: 'differs',
      what: '`sockets`, `sockets_mode`',
      supervisor: 'Unknown, and so ignored',
      vigil: 'Keys of every program: [sockets](sockets.md)',
      why: 'Restarts without refused connections',
      provedBy: [
        test('src/config/load.test.ts', 'sockets'),
        test('test/integration/sockets.test.ts', 'and refuses no connection'),
      ],
    },
    {
      id: 'config.container-keys',
      verdict: 'differs',
      what: '`container`, `exit_with` and `shutdown_timeout` in `[supervisord]`, `critical` in programs',
      supervisor: 'Unknown, and so ignored',
      vigil: 'A program may end the daemon, and a shutdown may have a bound: [in a container](containers.md)',
      why: 'A container must not live on with its main program dead',
      provedBy: [
        test('test/integration/containers.test.ts', 'ends with that of the program'),
        test('test/integration/containers.test.ts', 'ends in time, whatever the programs wait for'),
      ],
    },
    {
      id: 'config.foreign-keys',
      verdict: 'differs',
      what: 'A value that cannot be read in `pidfile` or `daemonize` of a program',
      supervisor: 'Ignored, as the keys are',
      vigil: 'A WARN line with its place and what to write, and the key is left out; `--check` says so too',
      why: "A file of Supervisor's may have such a key for another reader, and starts all the same. Mistakes in the other keys of vigil's own are refused: nobody else means those",
      provedBy: [test('src/config/foreign-keys.test.ts', 'the value that counts is that of an absent key')],
    },
    {
      id: 'config.family-keys',
      verdict: 'differs',
      what: '`daemonize` in `[supervisord]` and in programs, `cgroup` in `[supervisord]`; `pidfile`, `stop_scope` and `leftovers` in programs',
      supervisor: 'Unknown, and so ignored',
      vigil: 'What a program is beyond its first process: [programs](programs.md)',
      why: 'Nothing is left behind unseen',
      provedBy: [
        test('test/integration/daemonizing-programs.test.ts', 'is not followed with daemonize=never'),
        test('test/integration/daemonizing-programs.test.ts', 'is what its pid file names'),
      ],
    },
    {
      id: 'config.fcgi-in-group',
      verdict: 'differs',
      what: 'FastCGI program in a `[group:x]`',
      supervisor: 'Supervisor does not read its keys, and it has no socket',
      vigil: 'It has its socket. After a mistake in the keys, which is a WARN line, it has none',
      why: 'A FastCGI program without a socket is of no use',
      provedBy: [
        test('src/config/load.test.ts', '[fcgi-program:x] in a [group:x]'),
        test('test/integration/sockets.test.ts', 'in a group has its socket'),
      ],
    },
  ],
};
