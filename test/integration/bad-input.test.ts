/**
 * What can be wrong at a start: one clear sentence on stderr, exit status 2, and nothing left half-started. A program
 * that cannot be started is another matter: that is told in the log, and the daemon goes on.
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { withTakenPort } from '../support/free-port.ts';
import { describeAsRoot } from '../support/peers.ts';
import { processStatus } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';

const DAEMON = `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
`;
const SERVER = `
[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
`;
const PROGRAM = `
[program:sleep]
command=sleep 1000
`;
const TEN_MEGABYTES = 'x'.repeat(10 * 1024 * 1024);
const LONG_NAME = 'a'.repeat(120);

interface Refusal {
  readonly title: string;
  readonly text: string | Uint8Array;
  readonly expected: RegExp;
}

const REFUSED: readonly Refusal[] = [
  {
    title: 'binary garbage',
    text: Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
    expected: /'utf-8' codec can't decode byte 0x/,
  },
  {
    title: 'a line of 10 MB that belongs to nothing',
    text: `${TEN_MEGABYTES}\n${DAEMON}`,
    expected: /no section headers/,
  },
  {
    title: 'an unknown user',
    text: `${DAEMON}user=no-such-user-here\n${SERVER}${PROGRAM}`,
    expected: /Invalid user name no-such-user-here/,
  },
  {
    title: 'an unknown user of a program',
    text: `${DAEMON}${SERVER}${PROGRAM}user=no-such-user-here\n`,
    expected: /Invalid user name no-such-user-here in section 'program:sleep'/,
  },
  {
    title: 'a log file in a directory that does not exist',
    text: `[supervisord]\nlogfile=%(here)s/missing/x.log\n${SERVER}${PROGRAM}`,
    expected: /The directory named as part of the path .*\/missing\/x\.log does not exist/,
  },
  {
    title: 'a pid file in a directory that does not exist',
    text: `[supervisord]\npidfile=%(here)s/missing/x.pid\n${SERVER}${PROGRAM}`,
    expected: /The directory named as part of the path .*\/missing\/x\.pid does not exist/,
  },
  {
    title: 'a child log directory that does not exist',
    text: `${DAEMON}childlogdir=%(here)s/missing\n${SERVER}${PROGRAM}`,
    expected: /\/missing is not an existing directory/,
  },
  {
    title: "a program's log in a directory that does not exist",
    text: `${DAEMON}${SERVER}${PROGRAM}stdout_logfile=%(here)s/missing/x.log\n`,
    expected: /The directory named as part of the path .*\/missing\/x\.log does not exist/,
  },
  {
    title: 'a socket path of more than 107 bytes',
    text: `${DAEMON}${SERVER.replace('supervisor.sock', LONG_NAME)}${PROGRAM}`,
    expected: /The path of the unix socket "[^"]+" has \d+ bytes, but the limit is 107/,
  },
  {
    title: 'a socket in a directory that does not exist',
    text: `${DAEMON}${SERVER.replace('supervisor.sock', 'missing/x.sock')}${PROGRAM}`,
    expected: /Cannot open an HTTP server: socket\.error reported errno\.ENOENT \(2\)/,
  },
];

describe('a start is refused with one sentence, and leaves nothing, for', () => {
  it.each(REFUSED)('$title', async ({ text, expected }) => {
    await withTempDir(async (directory) => {
      writeFileSync(join(directory, 'supervisord.conf'), text);
      await expectRefusal(directory, { expected });
    });
  });

  it('a configuration that is a directory', async () => {
    await withTempDir(async (directory) => {
      mkdirSync(join(directory, 'supervisord.conf'));
      await expectRefusal(directory, { expected: /could not read config file .*supervisord\.conf/ });
    });
  });

  it('a configuration that is not there', async () => {
    await withTempDir((directory) =>
      expectRefusal(directory, { expected: /could not find config file .*supervisord\.conf/ }),
    );
  });

  it('a port that is taken', async () => {
    await withTakenPort(async (port) => {
      await withTempDir(async (directory) => {
        const inet = `\n[inet_http_server]\nport=127.0.0.1:${port}\n`;
        writeFileSync(join(directory, 'supervisord.conf'), `${DAEMON}${inet}${SERVER}${PROGRAM}`);
        await expectRefusal(directory, { expected: /Another program is already listening on a port/ });
      });
    });
  });

  it('a second daemon on the same files', async () => {
    await withTempDir(async (directory) => {
      const text = `${DAEMON}${SERVER}${PROGRAM}`;
      await withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        await daemon.untilRunning('sleep');
        const before = daemon.log();
        await expectRefusal(directory, { expected: /Another vigild with pid \d+ is already running/ });
        expect(daemon.readFile('supervisord.pid')).toBe(`${daemon.pid}\n`);
        expect(await daemon.call('supervisor.getPID')).toBe(daemon.pid);
        expect(daemon.log().startsWith(before)).toBe(true);
      });
    });
  });
});

describeAsRoot('a start by another user is refused for', () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

  it('a configuration that may not be read', async () => {
    await withTempDir(async (directory) => {
      writeFileSync(join(directory, 'supervisord.conf'), `${DAEMON}${SERVER}${PROGRAM}`);
      chmodSync(join(directory, 'supervisord.conf'), 0o600);
      const expected = /could not read config file .*supervisord\.conf/;
      await expectRefusal(directory, { expected, prefix: asNobody });
    });
  });

  it("a user that is not the daemon's own", async () => {
    await withTempDir(async (directory) => {
      chmodSync(directory, 0o777);
      writeFileSync(join(directory, 'supervisord.conf'), `${DAEMON}user=root\n${SERVER}${PROGRAM}`);
      await expectRefusal(directory, { expected: /Can't drop privilege as nonroot user/, prefix: asNobody });
    });
  });
});

/** In the foreground and as a daemon alike. */
async function expectRefusal(
  directory: string,
  facts: { readonly expected: RegExp; readonly prefix?: readonly string[] },
): Promise<void> {
  const before = filesIn(directory);
  for (const mode of [['-n'], []]) {
    const result = await runDaemonCommand({
      kind: 'vigild',
      directory,
      arguments: [...mode, '-c', join(directory, 'supervisord.conf')],
      ...(facts.prefix === undefined ? {} : { prefix: facts.prefix }),
    });
    expect(result.stderr).toMatch(facts.expected);
    // One sentence, perhaps with lines that say where and what to do about it, and the pointer to the help.
    expect(result.stderr).toMatch(/^Error: [^\n]+\n(?:[^\n]+\n)*For help, use \S+ -h\n$/);
    expect(result.stderr.length).toBeLessThan(5000);
    expect(result).toMatchObject({ code: 2, signal: null, leftovers: [] });
    expect(filesIn(directory)).toEqual(before);
  }
}

/** The activity log may be there: it is opened first, so that it can tell. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => !lstatSync(join(directory, name)).isDirectory())
    .filter((name) => !/^(supervisord\.log|tmp\/.*\.log)$/.test(name))
    .sort();
}

describe('a start succeeds in spite of', () => {
  it('a comment of 10 MB', async () => {
    await expectToRun(`${DAEMON}; ${TEN_MEGABYTES}\n${SERVER}${PROGRAM}`);
  });

  it('a configuration that includes itself', async () => {
    await expectToRun(`${DAEMON}${SERVER}${PROGRAM}\n[include]\nfiles=supervisord.conf *.conf\n`);
  });
});

async function expectToRun(text: string): Promise<void> {
  await withTempDir(async (directory) => {
    await withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
      await daemon.untilRunning('sleep');
      expect(await daemon.stop()).toEqual({ code: 0, signal: null });
      expect(daemon.leftovers()).toEqual([]);
    });
  });
}

describe('a program that cannot be started', () => {
  const PROGRAMS: readonly (readonly [name: string, settings: string, spawnError: RegExp])[] = [
    ['missing', 'command=no-such-command-here', /^can't find command 'no-such-command-here'$/],
    ['path', 'command=/nonexistent/command', /^can't find command '\/nonexistent\/command'$/],
    ['directory', 'command=%(here)s', /^command at '.*' is a directory$/],
    ['plain', 'command=%(here)s/supervisord.conf', /^command at '.*supervisord\.conf' is not executable$/],
    ['quote', "command=sh -c 'open", /^can't parse command .*: No closing quotation$/],
    ['long', `command=echo ${'y'.repeat(3 * 1024 * 1024)}`, /E2BIG/],
  ];

  it('is FATAL with a reason, and stops nothing else', async () => {
    const sections = PROGRAMS.map(([name, settings]) => `[program:${name}]\n${settings}\nstartretries=0\n`);
    const text = `${DAEMON}${SERVER}${PROGRAM}\n${sections.join('\n')}`;
    await withTempDir(async (directory) => {
      await withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        await daemon.untilRunning('sleep');
        for (const [name, , spawnError] of PROGRAMS) {
          await daemon.untilLog(new RegExp(`gave up: ${name} entered FATAL state`));
          const info = await daemon.call('supervisor.getProcessInfo', name);
          expect(info).toMatchObject({ statename: 'FATAL', spawnerr: expect.stringMatching(spawnError) });
        }
        // The program that runs; the keeper of its pipes has a session of its own.
        const { session } = processStatus(daemon.pid) ?? {};
        expect(daemon.leftovers().filter((child) => child.session === session)).toHaveLength(1);
      });
    });
  });
});

it('a key that is left out is said on the terminal of a start in the background, and in the log', () =>
  withTempDir((directory) => {
    const text = `${DAEMON}${SERVER}${PROGRAM}daemonize=true\n`;
    const launch = (command: readonly string[]) => ['sh', '-c', 'exec "$@" 2>said', 'sh', ...command];
    return withDaemon({ kind: 'vigild', directory, text, mode: 'daemonized', launch }, async (daemon) => {
      await daemon.untilRunning('sleep');
      expect(daemon.readFile('said')).toMatch(
        /^For \[program:sleep\], daemonize is left out: .* \(.*supervisord\.conf:\d+: .*Write "auto" or "never"/,
      );
      expect(daemon.log()).toContain('WARN For [program:sleep], daemonize is left out');
    });
  }));
