/** Starts, and commands, on a machine where something is missing that every machine has. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLines, recordLine } from '../../src/journal/lines.ts';
import { instanceName, openRunDirectory, runBase } from '../../src/os/run-directory.ts';
import { withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { killIfThere } from '../support/instance-mark.ts';
import { describeAsPid1 } from '../support/namespace.ts';
import { openDescriptors } from '../support/proc-files.ts';
import { RawConnection } from '../support/raw-http.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { CLIENT_ENVIRONMENT, vigilctl, vigilctlCommand } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIGURATION = `[supervisord]
logfile=/dev/stdout
logfile_maxbytes=0
pidfile=%(here)s/supervisord.pid
[program:web]
command=sh -c 'kill -TERM $PPID; exec sleep 1000'
stdout_logfile=NONE
stderr_logfile=NONE
`;

function run(directory: string, prefix: readonly string[] = [], configuration = CONFIGURATION) {
  writeFileSync(join(directory, 'supervisord.conf'), configuration);
  const command = prefix.length === 0 ? [] : ['sh', '-c', `${prefix.join(' ')}; exec "$0" "$@"`];
  const flags = ['--nodaemon', '-c', join(directory, 'supervisord.conf')];
  return runDaemonCommand({ kind: testSubject(), directory, prefix: command, arguments: flags });
}

it('no file can be written: it starts and ends all the same, and says what is missing', () =>
  withTempDir(async (directory) => {
    const { code, stdout, leftovers } = await run(directory, ['ulimit -f 0']);
    expect(stdout).toContain('cannot write the journal');
    expect(stdout).toContain("spawned: 'web'");
    expect(stdout).toContain('stopped: web');
    expect(code).toBe(0);
    expect(leftovers).toEqual([]);
  }));

it('nothing can be written to the standard error: what is said there in passing keeps nobody from starting', () =>
  withTempDir(async (directory) => {
    const server = '[unix_http_server]\nfile=%(here)s/supervisor.sock\n';
    // A socket that nobody listens on any more is said to be removed.
    const listener = createServer().listen(join(directory, 'stale.sock'));
    await once(listener, 'listening');
    renameSync(join(directory, 'stale.sock'), join(directory, 'supervisor.sock'));
    listener.close();
    const { code, stdout } = await run(directory, ['exec 2>/dev/full'], `${CONFIGURATION}${server}`);
    expect(stdout).toContain('stopped: web');
    expect(code).toBe(0);
  }));

it('what nobody foresaw ends the start with its reason, and leaves no process that does nothing', () =>
  withTempDir(async (directory) => {
    const base = runBase(process.geteuid?.() ?? 0);
    const runDirectory = openRunDirectory(base, instanceName(join(directory, 'supervisord.pid'), base));
    mkdirSync(join(runDirectory, 'lock'));
    try {
      const { code, stderr, leftovers } = await run(directory);
      expect(stderr).toContain('Error: vigild cannot go on: EISDIR');
      expect(code).toBe(70);
      expect(leftovers).toEqual([]);
    } finally {
      rmSync(runDirectory, { recursive: true });
    }
  }));

it('a working directory that was deleted keeps nobody from a start with absolute paths', () =>
  withTempDir(async (directory) => {
    const { code, stdout } = await run(directory, ['mkdir gone; cd gone; rmdir ../gone']);
    expect(stdout).toContain('stopped: web');
    expect(code).toBe(0);
  }));

it('a variable that is no UTF-8 reaches programs byte for byte', () =>
  withTempDir(async (directory) => {
    const printed = `printf "%%s" "$DRINK" > ${join(directory, 'seen')}; kill -TERM $PPID`;
    const configuration = CONFIGURATION.replace('kill -TERM $PPID', printed);
    const { code } = await run(directory, [String.raw`export DRINK="$(printf 'caf\351')"`], configuration);
    expect(readFileSync(join(directory, 'seen'), 'latin1')).toBe('café');
    expect(code).toBe(0);
  }));

it.each([['status'], ['history']])('%s into a full disk ends with one sentence', (action) =>
  withTempDir((directory) =>
    withDaemon(
      { kind: 'vigild', directory, text: `${daemonSections()}[program:cat]\ncommand=cat\n` },
      async () => {
        const command = vigilctlCommand({ directory }, action);
        const shell = ['-c', '"$@" > /dev/full', 'sh', ...command];
        const { code, stderr } = await runToExit('sh', shell, { directory, environment: CLIENT_ENVIRONMENT });
        expect(stderr).toBe('error: Error: ENOSPC: no space left on device, write\n');
        expect(code).toBe(1);
      },
    ),
  ),
);

/** Nothing of it lives any more, and the boot began an hour earlier. */
async function becomesOfAnotherBoot(journal: string): Promise<void> {
  const { records } = readLines(readFileSync(journal));
  for (const record of records) {
    if (record.kind !== 'keeper' || record.keeper === null) continue;
    const { pid } = record.keeper;
    killIfThere(pid);
    await waitUntil('the end of the keeper', () => !existsSync(`/proc/${pid}`));
  }
  const earlier = records.map((record) =>
    record.kind === 'head' ? { ...record, bootedAt: (record.bootedAt ?? 0) - 3_600_000 } : record,
  );
  writeFileSync(journal, earlier.map(recordLine).join(''));
}

describeAsPid1('/proc', () => {
  const inNamespace = (options: string, before: string) => [
    'unshare',
    ...options.split(' '),
    ...['sh', '-c', `${before}"$0" "$@"; exit $?`],
  ];

  it.each([
    ['is missing', '--mount', 'mount -t tmpfs none /proc && ', 'no proc file system is mounted there'],
    [
      'is that of another PID namespace',
      '--pid --fork --kill-child',
      '',
      'it is that of another PID namespace',
    ],
  ])('that %s refuses a start, in the foreground and in the background', (_, options, before, reason) =>
    withTempDir(async (directory) => {
      writeFileSync(join(directory, 'supervisord.conf'), CONFIGURATION);
      for (const mode of [['--nodaemon'], []]) {
        const { code, stderr, leftovers } = await runDaemonCommand({
          kind: testSubject(),
          directory,
          prefix: inNamespace(options, before),
          arguments: [...mode, '-c', join(directory, 'supervisord.conf')],
        });
        expect(stderr).toMatch(new RegExp(`^Error: Cannot see processes in /proc: ${reason}\n`));
        expect(stderr).not.toMatch(/^ +at /m);
        expect(code).toBe(2);
        expect(leftovers).toEqual([]);
      }
    }),
  );

  describe('that shows processes alone, as with ProcSubset=pid of systemd', () => {
    const prefix = inNamespace(
      '--mount --pid --fork --kill-child',
      'mount -t proc -o subset=pid proc /proc && ',
    );

    it('is enough', () =>
      withTempDir((directory) => {
        const text = `${daemonSections()}[program:cat]\ncommand=cat\n`;
        return withDaemon({ kind: testSubject(), directory, prefix, text }, async () => {
          for (const action of ['explain', 'ps']) {
            const { code, stdout } = await vigilctl({ directory }, action, 'cat');
            expect(stdout).toContain('cat');
            expect(code).toBe(0);
          }
        });
      }));

    it('is enough to know a journal of another boot, after which what was down is started', () =>
      withTempDir((directory) => {
        const text = `${daemonSections()}[program:cat]\ncommand=cat\nstartsecs=0\n`;
        // In the PID namespace of the tests, so that the daemon's pid is the one that is killed.
        const mounted = ['sh', '-c', 'mount -t proc -o subset=pid proc /proc && exec "$0" "$@"'];
        const options = {
          kind: 'vigild',
          directory,
          prefix: ['unshare', '--mount', ...mounted],
          text,
        } as const;
        return withDaemon(options, async (daemon) => {
          await daemon.untilRunning('cat');
          const lock = [...openDescriptors(daemon.pid).values()].find((path) => path.endsWith('/lock')) ?? '';
          const journal = join(dirname(lock), 'journal');
          await daemon.call('supervisor.stopProcess', 'cat');
          await daemon.crash();
          await daemon.start();
          expect(await daemon.call('supervisor.getProcessInfo', 'cat')).toMatchObject({
            statename: 'STOPPED',
          });
          await daemon.crash();
          await becomesOfAnotherBoot(journal);
          await daemon.start();
          await daemon.untilRunning('cat');
          expect(daemon.log()).toContain('the journal is of another boot');
        });
      }));

    it('is enough for a guard', () =>
      withTempDir((directory) => {
        const once = '[ -e killed ] || { touch killed; kill -9 $PPID; }; exec sleep 1000';
        const text = `${daemonSections()}[program:once]\ncommand=sh -c '${once}'\ndirectory=%(here)s\n`;
        const options = { kind: testSubject(), directory, prefix, text, arguments: ['--guard'] };
        return withDaemon(options, async (daemon) => {
          await daemon.untilLog(/terminated by SIGKILL; its guard started this one/);
        });
      }));
  });
});

it('clients that hold all connections that can be had are named in the log, and programs and others go on', () =>
  withTempDir((directory) => {
    const text = `${daemonSections({ supervisord: ['minfds=64'] })}[program:web]
command=sleep 1000
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;
    const launch = (words: readonly string[]) => ['sh', '-c', 'ulimit -n 100; exec "$@"', 'sh', ...words];
    return withDaemon({ kind: 'vigild', directory, text, mode: 'daemonized', launch }, async (daemon) => {
      const idle: RawConnection[] = [];
      try {
        for (let count = 0; count < 150; count += 1) {
          idle.push(await RawConnection.open({ path: daemon.socketPath }));
        }
        await daemon.untilLog(
          /WARN of 100 open files fewer than 16 are left: connections that wait for nothing/,
        );
        await daemon.call('supervisor.stopProcess', 'web');
        await daemon.call('supervisor.startProcess', 'web');
        expect(daemon.log().match(/open files/g)).toHaveLength(1);
      } finally {
        for (const connection of idle) connection.close();
      }
    });
  }));
