/** Sockets that vigild listens on for its programs: FastCGI, and `sockets=`. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { EchoLoad } from '../support/echo-load.ts';
import { freePort, withTakenPort } from '../support/free-port.ts';
import { killIfThere } from '../support/instance-mark.ts';
import { describeAsRoot, describeWithPeer, hasPeer, isRoot, leaveOut, peerPath } from '../support/peers.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const ECHO = fileURLToPath(new URL('../children/activated-echo.mjs', import.meta.url));

const DAEMON = daemonSections();
/** Where the next section begins. */
const NEXT_LINE = DAEMON.split('\n').length;

function withPrograms(programs: string, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  return withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: `${DAEMON}${programs}` }, use),
  );
}

async function pidOf(daemon: Daemon, process: string): Promise<number> {
  const { pid } = (await daemon.call('supervisor.getProcessInfo', process)) as { pid: number };
  return pid;
}

const echo = (socket: string, more = '') =>
  `[program:echo]\ncommand=${process.execPath} ${ECHO} ${more}\nstartsecs=0\nsockets=${socket}\n`;

describe('a program with sockets=', () => {
  const RESTARTS = 20;

  async function expectNothingLost(load: EchoLoad, restart: () => Promise<void>, times: number) {
    try {
      for (let time = 0; time < times; time += 1) {
        const before = load.pids.size;
        await restart();
        await waitUntil('an answer of the new one', () => load.pids.size, { accept: (now) => now > before });
      }
    } finally {
      expect(await load.stop()).toEqual([]);
    }
    expect(load.pids.size).toBeGreaterThanOrEqual(times);
    expect(load.answers).toBeGreaterThan(times);
  }

  it(`is restarted ${RESTARTS} times and refuses no connection`, async () => {
    const port = await freePort();
    await withPrograms(echo(`tcp://127.0.0.1:${port}`), async (daemon) => {
      const load = new EchoLoad({ host: '127.0.0.1', port });
      const restart = async () => {
        await daemon.call('supervisor.stopProcess', 'echo');
        await daemon.call('supervisor.startProcess', 'echo');
      };
      await expectNothingLost(load, restart, RESTARTS);
    });
  });

  it('refuses no connection while the daemon restarts', async () => {
    const port = await freePort();
    await withPrograms(echo(`tcp://127.0.0.1:${port}`), async (daemon) => {
      const load = new EchoLoad({ host: '127.0.0.1', port });
      let lives = 1;
      const reload = async () => {
        await daemon.call('supervisor.restart');
        lives += 1;
        await daemon.untilLog(/supervisord started with pid/, lives);
      };
      await expectNothingLost(load, reload, 3);
    });
  });

  it('gets another command by apply and refuses no connection', async () => {
    await withPrograms(echo('unix://%(here)s/echo.sock'), async (daemon) => {
      const load = new EchoLoad({ path: join(daemon.directory, 'echo.sock') });
      let version = 0;
      const change = async () => {
        version += 1;
        daemon.writeFile('supervisord.conf', DAEMON + echo('unix://%(here)s/echo.sock', `${version}`));
        await daemon.call('vigil.apply', []);
      };
      await expectNothingLost(load, change, 3);
    });
  });

  it('does not answer any more when it left the configuration', async () => {
    const port = await freePort();
    await withPrograms(echo(`tcp://127.0.0.1:${port}`), async (daemon) => {
      await daemon.call('supervisor.stopProcess', 'echo');
      expect(await outcomeOf({ host: '127.0.0.1', port })).toBe('connected');
      await daemon.call('supervisor.removeProcessGroup', 'echo');
      expect(await outcomeOf({ host: '127.0.0.1', port })).toBe('ECONNREFUSED');
    });
  });

  it('finds the sockets in order, shares them with its siblings, and has its own environment', async () => {
    const program = `[program:tell]
command=sh -c 'echo "$LISTEN_FDS $LISTEN_FDNAMES $0"; env | grep -c ^PWD; readlink /proc/$$/fd/3 /proc/$$/fd/4; exec sleep 1000' "a word"
process_name=%(process_num)d
numprocs=2
sockets=unix://%(here)s/own-%(process_num)d.sock,unix://%(here)s/both.sock
sockets_mode=0660
stdout_logfile=%(here)s/%(process_num)d.txt
environment=PWD="/as/it/was"
`;
    await withPrograms(program, async (daemon) => {
      const lines = async (name: string) =>
        (await daemon.untilFile(name, (text) => text.split('\n').length > 4)).split('\n');
      const [first, second] = [await lines('0.txt'), await lines('1.txt')];
      expect(first.slice(0, 2)).toEqual(['2 own-0.sock:both.sock a word', '1']);
      expect(second[0]).toBe('2 own-1.sock:both.sock a word');
      expect(first[2]).toMatch(/^socket:/);
      expect(second[2]).not.toBe(first[2]);
      expect(second[3]).toBe(first[3]);
      expect(daemon.describe('both.sock')).toContain('660');
    });
  });
});

describeAsRoot('a program of another user with sockets=', () => {
  it('owns the socket file, and its LISTEN_PID is its pid', async () => {
    const program = `[program:tell]
command=sh -c 'echo "$$ $LISTEN_PID"; id -u; exec sleep 1000'
user=nobody
sockets=unix://%(here)s/tell.sock
stdout_logfile=%(here)s/tell.txt
`;
    await withPrograms(program, async (daemon) => {
      const text = await daemon.untilFile('tell.txt', (found) => found.split('\n').length > 2);
      const pid = await pidOf(daemon, 'tell');
      expect(text).toBe(`${pid} ${pid}\n65534\n`);
      expect(daemon.describe('tell.sock')).toMatch(/nobody|65534/);
    });
  });
});

describe('a socket that cannot be opened', () => {
  const program = (port: number) => `[program:a]\ncommand=cat\nsockets=tcp://127.0.0.1:${port}\n`;
  const fastcgi = (port: number) => `[fcgi-program:a]\ncommand=cat\nsocket=tcp://127.0.0.1:${port}\n`;

  it.each([
    ['program', program, 'Could not listen on'],
    ['fcgi-program', fastcgi, 'Could not create FastCGI socket'],
  ])('keeps the daemon from starting: [%s:a]', (kind, section, sentence) =>
    withTempDir((directory) =>
      withTakenPort(async (port) => {
        writeFileSync(join(directory, 'supervisord.conf'), DAEMON + section(port));
        const run = await runDaemonCommand({
          kind: 'vigild',
          directory,
          arguments: ['-n', '-c', join(directory, 'supervisord.conf')],
        });
        expect(run.code).toBe(2);
        const reason = 'could not bind: EADDRINUSE (another program listens there)';
        expect(run.stderr).toContain(
          `Error: ${sentence} tcp://127.0.0.1:${port}: ${reason}\n  ${directory}/supervisord.conf:${NEXT_LINE}: [${kind}:a]\n`,
        );
      }),
    ),
  );

  it('keeps a group from being added, with a fault that says why', () =>
    withPrograms('', (daemon) =>
      withTakenPort(async (port) => {
        daemon.writeFile('supervisord.conf', DAEMON + fastcgi(port));
        await daemon.call('supervisor.reloadConfig');
        await expect(daemon.call('supervisor.addProcessGroup', 'a')).rejects.toThrow(
          `FAILED: Could not create FastCGI socket tcp://127.0.0.1:${port}: could not bind: EADDRINUSE`,
        );
        expect(await daemon.call('supervisor.getAllProcessInfo')).toEqual([]);
      }),
    ));
});

describe('a FastCGI program', () => {
  it('takes no standard input from the daemon', () =>
    withPrograms('[fcgi-program:a]\ncommand=sleep 1000\nsocket=unix://%(here)s/a.sock\n', async (daemon) => {
      await daemon.untilRunning('a');
      await expect(daemon.call('supervisor.sendProcessStdin', 'a', 'x')).rejects.toThrow('NO_FILE: a');
    }));

  it('in a group has its socket, and the group may hold other programs', () =>
    withPrograms(
      `[fcgi-program:a]
command=sh -c 'readlink /proc/self/fd/0 | cut -d : -f 1; exec sleep 1000'
socket=unix://%(here)s/%(program_name)s.sock
stdout_logfile=%(here)s/a.txt
[program:b]
command=sleep 1000
[group:site]
programs=a,b
`,
      async (daemon) => {
        await daemon.untilRunning('a', 'b');
        await daemon.untilFile('a.txt');
        expect(daemon.readFile('a.txt')).toBe('socket\n');
        await expect(daemon.call('supervisor.sendProcessStdin', 'site:a', 'x')).rejects.toThrow('NO_FILE');
        const waiting = connect({ path: join(daemon.directory, 'a.sock') });
        await once(waiting, 'connect');
        waiting.destroy();
      },
    ));

  it('that dies is started again on the same socket', () =>
    withPrograms('[fcgi-program:a]\ncommand=sleep 1000\nsocket=unix://%(here)s/a.sock\n', async (daemon) => {
      await daemon.untilRunning('a');
      const path = join(daemon.directory, 'a.sock');
      const waiting = connect({ path });
      killIfThere(await pidOf(daemon, 'a'));
      await daemon.untilLog(/success: a entered RUNNING/, 2);
      expect(waiting.destroyed).toBe(false);
      expect(daemon.log().match(/Creating socket/g)).toHaveLength(2);
      waiting.destroy();
    }));
});

if (hasPeer('nginx')) {
  describeWithPeer('php-cgi', 'nginx and php-cgi as a FastCGI program', nginxWithPhp);
} else {
  leaveOut('nginx and php-cgi as a FastCGI program', 'nginx is not installed (Debian package nginx-light)');
}

function nginxWithPhp(): void {
  const PHP_CRASHES = 5;

  const programs = `[fcgi-program:php]
command=${hasPeer('php-cgi') ? peerPath('php-cgi') : ''}
process_name=%(process_num)d
numprocs=2
autorestart=true
startsecs=0
socket=unix://%(here)s/php.sock
socket_mode=0666
[program:nginx]
command=${hasPeer('nginx') ? peerPath('nginx') : ''} -p %(here)s -c nginx.conf -e nginx.err
`;

  const nginxConfiguration = (directory: string, port: number) => `daemon off;
${isRoot() ? 'user root;' : ''}
worker_processes 1;
pid nginx.pid;
error_log nginx.err;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      fastcgi_param SCRIPT_FILENAME ${directory}/page.php;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_pass unix:${directory}/php.sock;
    }
  }
}
`;

  it(`serves a page, also after ${PHP_CRASHES} crashes under load`, () =>
    withTempDir(async (directory) => {
      const port = await freePort();
      writeFileSync(join(directory, 'nginx.conf'), nginxConfiguration(directory, port));
      writeFileSync(join(directory, 'page.php'), '<?php echo "page by ", getmypid(), "\\n";');
      const ask = async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        return { status: response.status, body: await response.text() };
      };
      await withDaemon({ kind: 'vigild', directory, text: DAEMON + programs }, async (daemon) => {
        await daemon.untilRunning('nginx', '0', '1');
        expect(await ask()).toEqual({ status: 200, body: expect.stringMatching(/^page by \d+\n$/) });
        const load = startAsking(ask);
        for (let crash = 1; crash <= PHP_CRASHES; crash += 1) {
          killIfThere(await pidOf(daemon, `php:${crash % 2}`));
          await daemon.untilLog(/exited: [01] \(terminated by SIGKILL/, crash);
          const before = load.pages();
          await waitUntil('more pages', load.pages, { accept: (pages) => pages > before + 20 });
        }
        const { failures, pages } = await load.stop();
        // A request that php-cgi was working on when it was killed is lost; nobody else's is.
        expect(failures.filter((status) => status !== 502)).toEqual([]);
        expect(failures.length).toBeLessThanOrEqual(PHP_CRASHES);
        expect(pages).toBeGreaterThan(PHP_CRASHES * 20);
        expect(daemon.log().match(/Closing socket/g)).toHaveLength(1);
        // A kill would leave nginx: its title takes the place of the environment that would tell whose it is.
        expect(await daemon.stop()).toEqual({ code: 0, signal: null });
      });
      expect(readFileSync(join(directory, 'nginx.err'), 'utf8')).not.toMatch(/Connection refused/);
    }));
}

interface Answer {
  readonly status: number;
}

function startAsking(ask: () => Promise<Answer>) {
  const failures: number[] = [];
  let pages = 0;
  let isStopping = false;
  const client = async () => {
    while (!isStopping) {
      const { status } = await ask();
      if (status === 200) pages += 1;
      else failures.push(status);
    }
  };
  const clients = [client(), client()];
  return {
    pages: () => pages,
    async stop() {
      isStopping = true;
      await Promise.all(clients);
      return { failures, pages };
    },
  };
}

/** `connected`, or the errno. */
function outcomeOf(options: NetConnectOpts): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(options);
    socket.once('connect', () => resolve('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('connect', () => socket.destroy());
  });
}
