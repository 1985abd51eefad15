/** `vigilctl history`, `disable` and `enable` with real daemons, clients and users. */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { describeAsRoot, describeWithPeer, peerPath } from '../support/peers.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { CLIENT_ENVIRONMENT, vigilctlCommand } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const USER = process.getuid?.() === 0 ? 'root' : '.*';

function configuration(more = ''): string {
  return `${daemonSections({ supervisord: [more], unixServer: ['chmod=0777'] })}
[program:web]
command=sleep 1000
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[program:db]
command=sleep 1000
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;
}

/** Runs vigilctl, after `prefix` where another user is to run it. */
async function vigilctl(daemon: Daemon, words: readonly string[], prefix: readonly string[] = []) {
  const [first = '', ...rest] = [...prefix, ...vigilctlCommand(daemon, ...words)];
  const { code, stdout } = await runToExit(first, rest, { environment: CLIENT_ENVIRONMENT });
  return { status: code, stdout };
}

/** The lines without their times. */
async function history(daemon: Daemon, ...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await vigilctl(daemon, ['history', ...words]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/, '').replace(/ {2,}/, ': '));
}

const historyFile = (daemon: Daemon) => join(daemon.directory, 'supervisord.log.history');

/** Another daemon in the place of one that ended. */
function successor(of: Daemon): Daemon {
  return new Daemon({ kind: 'vigild', directory: of.directory, text: of.readFile('supervisord.conf') });
}

async function withSuccessor(of: Daemon, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  const daemon = successor(of);
  try {
    await daemon.start();
    await use(daemon);
  } finally {
    await daemon.destroy();
  }
}

describe('history', () => {
  it('tells what happened and who did it, also of the life before', async () => {
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: configuration() }, async (daemon) => {
        await daemon.untilRunning('web', 'db');
        expect((await vigilctl(daemon, ['stop', 'web'])).stdout).toBe('web: stopped\n');
        const told = await history(daemon, 'web');
        expect(told.map((line) => line.replaceAll(/\d+/g, '#'))).toEqual([
          'web: started with pid #',
          'web: running',
          expect.stringMatching(new RegExp(`^web: stopProcess web by ${USER} \\(uid #, pid # vigilctl\\)$`)),
          expect.stringMatching(/^web: stopped: terminated by SIGTERM, after /),
        ]);
        expect(statSync(historyFile(daemon)).mode & 0o007).toBe(0);
        expect(await daemon.stop()).toEqual({ code: 0, signal: null });
        expect(readFileSync(historyFile(daemon), 'utf8').trimEnd().split('\n').at(-1)).toContain('"stopped"');
        await withSuccessor(daemon, async (next) => {
          const all = await history(next);
          expect(all.filter((line) => line.includes('without saying so'))).toEqual([]);
          expect(all).toContain(`vigild: started with pid ${daemon.pid}`);
          expect(all).toContain('vigild: got SIGTERM');
          expect(all).toContain(`vigild: stopped, pid ${daemon.pid}`);
          expect(await history(next, '-n', '1', '--since', '1w')).toHaveLength(1);
          const { stdout } = await vigilctl(next, ['-o', 'json', 'history', 'web', '-n', '1']);
          expect(JSON.parse(stdout)).toMatchObject({ entries: [{ group: 'web', name: 'web' }] });
        });
      }),
    );
  });

  it('tells of a daemon that was killed, over a line that it could not finish', async () => {
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: configuration() }, async (daemon) => {
        await daemon.untilRunning('web', 'db');
        await waitUntil('the entries', () => readFileSync(historyFile(daemon), 'utf8'), {
          accept: (text) => text.split('"RUNNING"').length === 3,
        });
        daemon.signal('SIGKILL');
        await daemon.untilExit();
        appendFileSync(historyFile(daemon), '{"at":1,"kind":"sta');
        await withSuccessor(daemon, async (next) => {
          const died = `vigild: the daemon before, pid ${daemon.pid}, ended without saying so`;
          expect(await history(next)).toContainEqual(expect.stringContaining(died));
        });
      }),
    );
  });

  it('names a client over TCP by address and login', async () => {
    const port = await freePort();
    const server = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=ann\npassword=secret`;
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: configuration(server) }, async (daemon) => {
        await daemon.untilRunning('web');
        const login = ['-s', `http://127.0.0.1:${port}`, '-u', 'ann', '-p', 'secret'];
        expect((await vigilctl(daemon, [...login, 'signal', 'CONT', 'web'])).stdout).toBe('web: signalled\n');
        expect((await history(daemon, 'web')).at(-1)).toMatch(
          /^web: signalProcess web CONT by ann \(127\.0\.0\.1:\d+\)$/,
        );
        expect(daemon.log()).not.toContain('signalProcess');
      }),
    );
  });

  it('is kept where the configuration says, or not at all', async () => {
    await withTempDir((directory) =>
      withDaemon(
        { kind: 'vigild', directory, text: configuration('historyfile=%(here)s/kept') },
        async (daemon) => {
          await daemon.untilFile('kept', (text) => text.includes('"daemon"'));
          expect(daemon.describe('supervisord.log.history')).toContain('absent');
          daemon.writeFile('supervisord.conf', configuration('historyfile=NONE'));
          daemon.signal('SIGHUP');
          await daemon.untilLog(/supervisord started with pid/, 2);
          await waitUntil('an empty history', () => history(daemon), {
            accept: (lines) => lines.length === 0,
          });
          expect(daemon.readFile('kept')).toContain('"restarting"');
        },
      ),
    );
  });
});

describeAsRoot('the user behind a command', () => {
  describeWithPeer('setpriv', 'of another user', () => {
    it('is named, whoever the daemon is', async () => {
      await withTempDir((directory) =>
        withDaemon({ kind: 'vigild', directory, text: configuration() }, async (daemon) => {
          await daemon.untilRunning('web');
          const asNobody = [peerPath('setpriv'), '--reuid=65534', '--regid=65534', '--clear-groups'];
          expect((await vigilctl(daemon, ['stop', 'web'], asNobody)).stdout).toBe('web: stopped\n');
          expect((await vigilctl(daemon, ['start', 'web'])).stdout).toBe('web: started\n');
          const commands = (await history(daemon, 'web')).filter((line) => /: \w+Process .* by /.test(line));
          expect(commands).toEqual([
            expect.stringMatching(/^web: stopProcess web by nobody \(uid 65534, pid \d+ vigilctl\)$/),
            expect.stringMatching(/^web: startProcess web by root \(uid 0, pid \d+ vigilctl\)$/),
          ]);
        }),
      );
    });
  });
});

describe('disable', () => {
  it('holds over a restart and over another daemon, until enable', async () => {
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: configuration() }, async (daemon) => {
        await daemon.untilRunning('web', 'db');
        expect((await vigilctl(daemon, ['disable', '--now', 'web'])).stdout).toBe(
          'web: disabled\nweb: stopped\n',
        );
        expect((await vigilctl(daemon, ['status', 'web'])).stdout).toMatch(
          /^web {28,}STOPPED {3}.* \(disabled\)\n$/,
        );
        daemon.signal('SIGHUP');
        await daemon.untilLog(/success: db entered RUNNING/, 2);
        expect((await vigilctl(daemon, ['status', 'web'])).stdout).toMatch(/ Not started \(disabled\)\n$/);
        await daemon.stop();
        await withSuccessor(daemon, async (next) => {
          await next.untilLog(/success: db entered RUNNING/, 3);
          expect((await vigilctl(next, ['status', 'web'])).stdout).toMatch(/ Not started \(disabled\)\n$/);
          expect((await vigilctl(next, ['disable'])).stdout).toBe('web\n');
          expect((await vigilctl(next, ['enable', '--now', 'web'])).stdout).toBe(
            'web: enabled\nweb: started\n',
          );
          expect((await vigilctl(next, ['disable'])).stdout).toBe('');
        });
      }),
    );
  });
});
