/** `vigilctl run`: programs without a configuration, with real daemons, terminals and users. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { type Home, type Whose, withHome } from '../support/home.ts';
import { describeAsRoot, describeWithPeer } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { Terminal } from '../support/terminal.ts';
import { VIGILCTL } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const started = (name: string) => expect.stringMatching(new RegExp(`^${name}: started\n`));

/** A server that answers its pid, in a file. */
function writeServer(directory: string): string {
  const file = join(directory, 'server.mjs');
  const text = `import { createServer } from 'node:http';
createServer((_, response) => response.end(String(process.pid))).listen(Number(process.argv[2]), '127.0.0.1');
`;
  writeFileSync(file, text, { mode: 0o644 });
  return file;
}

/** The pid of who serves; null while nobody does. */
async function serving(port: number): Promise<number | null> {
  try {
    return Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
  } catch {
    return null; // Nobody listens yet, or it dies in this moment.
  }
}

const whose: readonly (readonly [Whose, string, (title: string, define: () => void) => void])[] = [
  ['own', 'whoever runs the tests', describe],
  ['nobody', 'a user without rights', describeAsRoot],
];

for (const [user, name, describeUser] of whose) {
  describeWithPeer('script', `run from a terminal by ${name}`, () => {
    describeUser(name, () => {
      it('outlives the terminal and a crash, until it is removed: then nothing is left', async () => {
        await withHome(user, async (home) => {
          const port = await freePort();
          await runFromTerminal(home, `${writeServer(home.path)} ${port}`);
          const first = await waitUntil('an answer', () => serving(port));
          process.kill(Number(first), 'SIGKILL');
          const second = await waitUntil('another', () => serving(port), {
            accept: (pid) => pid !== null && pid !== first,
          });
          expect(second).not.toBeNull();
          await waitUntil('RUNNING', async () => (await home.vigilctl(['status', 'web'])).stdout, {
            accept: (text) => text.includes('RUNNING'),
          });
          const daemon = home.daemonPid;
          expect((await home.vigilctl(['stop', 'web'])).stdout).toBe('web: stopped\n');
          expect(await serving(port)).toBeNull();
          expect((await home.vigilctl(['rm', 'web'])).stdout).toBe(
            'web: removed\nNo program is left: your vigild has ended\n',
          );
          expect(daemon !== null && isAlive(daemon)).toBe(false);
          expect(home.programs()).toEqual([]);
          expect(existsSync(join(home.place, 'logs/web.log'))).toBe(false);
        });
      });
    });
  });
}

/** On a terminal, which then goes away under its shell. */
async function runFromTerminal(home: Home, server: string): Promise<void> {
  const assignments = Object.entries(home.environment).map(([name, value]) => `${name}='${value}'`);
  const terminal = new Terminal(['exec', ...home.prefix, 'env', ...assignments, 'sh'].join(' '), home.path);
  try {
    const node = process.execPath;
    terminal.type(`${node} ${VIGILCTL} run --name web -- ${node} ${server}\n`);
    await terminal.until('web: started');
    await terminal.until('rm web');
  } finally {
    terminal.kill();
  }
  await terminal.untilExit();
}

/** Writes what it was given to a file. */
const REPORT =
  'require("fs").writeFileSync(process.argv[1], JSON.stringify({ argv: process.argv.slice(2), env: process.env, ' +
  'cwd: process.cwd(), umask: process.umask() }))';

async function reportOf(file: string) {
  const text = await waitUntil('the report', () => (existsSync(file) ? readFileSync(file, 'utf8') : ''), {
    accept: (content) => content.endsWith('}'),
  });
  return JSON.parse(text) as { argv: string[]; env: Record<string, string>; cwd: string; umask: number };
}

describe('what a program gets', () => {
  it('is what was typed, and the surroundings of whoever typed it', async () => {
    await withHome('own', async (home) => {
      const words = [
        'two words',
        "it's",
        '"',
        '',
        'a\nb',
        'a;b ; c',
        '100% %(here)s %%',
        ' # x',
        '\\',
        '$HOME',
        '-x',
      ];
      const environment = {
        ...home.environment,
        COLOURS: '\x1b[1m"red"\n\'blue\' %(x)s',
        SUPERVISOR_ENABLED: '1',
        // Names that no shell can use itself.
        'spring.port': '80',
        'BASH_FUNC_module%%': '() { :; }',
        VIGIL_SECRET: '1',
        NOTIFY_SOCKET: '/run/x',
      };
      const file = join(home.path, 'report');
      const directory = home.makeDirectory('a b%c');
      const options = ['--once', '--name', 'reports', '--env', 'A=b=c d', '--env=EMPTY=', '--dir', directory];
      const command = [process.execPath, '-e', REPORT, file, ...words];
      const run = await home.vigilctl(['run', ...options, '--', ...command], { environment });
      expect(run).toMatchObject({ code: 0, stdout: started('reports'), stderr: '' });
      const report = await reportOf(file);
      expect(report).toMatchObject({ argv: words, cwd: directory, umask: process.umask() });
      expect(report.env).toMatchObject({
        COLOURS: environment.COLOURS,
        'spring.port': '80',
        'BASH_FUNC_module%%': '() { :; }',
        A: 'b=c d',
        EMPTY: '',
        PWD: directory,
        HOME: home.path,
      });
      expect(Object.keys(report.env)).not.toContain('VIGIL_SECRET');
      expect(Object.keys(report.env)).not.toContain('NOTIFY_SOCKET');
      expect((await home.vigilctl(['status', 'reports'])).stdout).toMatch(/^reports +EXITED /);
    });
  });
});

describe('names', () => {
  it('are those of the commands, with a number where they are taken', async () => {
    await withHome('own', async (home) => {
      expect((await home.vigilctl(['run', 'sleep', '1000'])).stdout).toEqual(started('sleep'));
      expect((await home.vigilctl(['run', 'sleep', '1000'])).stdout).toEqual(started('sleep-2'));
      expect(await home.vigilctl(['run', '--name', 'sleep', 'sleep', '1000'])).toMatchObject({
        code: 1,
        stdout: 'sleep: ERROR (the name is taken)\n',
      });
      expect(await home.vigilctl(['run', '--name', 'a:b', 'sleep', '1000'])).toMatchObject({
        code: 1,
        stdout: 'a:b: ERROR (bad name)\n',
      });
      const long = 'x'.repeat(300);
      expect(await home.vigilctl(['run', '--name', long, 'sleep', '1000'])).toMatchObject({
        code: 1,
        stdout: `${long}: ERROR (bad name)\n`,
      });
      expect(await home.vigilctl(['rm', 'nosuch', 'sleep'])).toMatchObject({
        code: 1,
        stdout: 'nosuch: ERROR (no such process)\nsleep: removed\n',
      });
      expect((await home.vigilctl(['rm', 'sleep-2'])).stdout).toContain('has ended');
      expect(home.programs()).toEqual([]);
    });
  });
});

describe('a program that does not run', () => {
  it.each<[string, readonly string[], number, string]>([
    ['an unknown command', ['nosuchcommand'], 1, 'nosuchcommand: ERROR (no such file)'],
    ['one that ends at once', ['sh', '-c', 'echo oh no; exit 3'], 7, 'oh no'],
    ['one that ends well at once', ['true'], 7, 'give run the option --once'],
    ['one that is killed', ['sh', '-c', 'kill -9 $$'], 7, 'SIGKILL'],
    ['a file that is none', ['./nosuchfile'], 1, 'nosuchfile: ERROR (no such file)'],
    ['no directory', ['--dir', 'nosuch', 'true'], 1, 'nosuch is no directory'],
    ['no command', ['--once'], 1, 'run requires a command'],
  ])('%s: it is told why, and nothing stays', async (_, words, code, text) => {
    await withHome('own', async (home) => {
      const run = await home.vigilctl(['run', ...words]);
      expect(run).toMatchObject({ code, stdout: expect.stringContaining(text) });
      // Its log goes with it.
      expect(run.stdout).not.toContain('vigilctl tail');
      await waitUntil('the end of the daemon', () => home.daemonPid === null);
      expect(home.programs()).toEqual([]);
    });
  });

  it('needs a home', async () => {
    await withHome('own', async (home) => {
      const { PATH = '' } = home.environment;
      const run = await home.vigilctl(['run', 'sleep', '1000'], { environment: { PATH } });
      expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('needs HOME or XDG_STATE_HOME') });
    });
  });

  it('says what to do where nothing may be made in the home', async () => {
    await withHome('own', async (home) => {
      const isNoDirectory = join(home.path, 'file');
      writeFileSync(isNoDirectory, '');
      const environment = { ...home.environment, HOME: isNoDirectory };
      const run = await home.vigilctl(['run', 'sleep', '1000'], { environment });
      expect(run).toMatchObject({ code: 1, stdout: 'sleep: ERROR (no daemon)\n' });
      expect(run.stderr).toMatch(/^Cannot make .*\nSet XDG_STATE_HOME to a directory of your own\n$/);
    });
  });

  it('says so at once where nothing can be made below /proc', async () => {
    await withHome('own', async (home) => {
      const environment = { ...home.environment, HOME: '/proc/nowhere' };
      const run = await home.vigilctl(['run', 'sleep', '1000'], { environment });
      expect(run).toMatchObject({ code: 1, stdout: 'sleep: ERROR (no daemon)\n' });
      expect(run.stderr).toMatch(
        /^Cannot make \/proc\/nowhere\S*: ENOENT.*\nSet XDG_STATE_HOME to a directory/,
      );
    });
  });

  it('refuses words that are no UTF-8, whose bytes would be lost, and takes U+FFFD as it is', async () => {
    await withHome('own', async (home) => {
      const { environment } = home;
      const run = (word: string) =>
        runToExit('sh', ['-c', `exec ${VIGILCTL} run --once echo "$(printf '${word}')"`], { environment });
      expect(await run('caf\\351')).toMatchObject({
        code: 1,
        stdout: 'Error: run: caf\ufffd is no UTF-8: put the command into a script and run that\n',
      });
      expect(home.daemonPid).toBeNull();
      expect(await run('caf\\357\\277\\275')).toMatchObject({ code: 0 });
    });
  });

  it('is told of a daemon that does not start, in its words', async () => {
    await withHome('own', async (home) => {
      await home.vigilctl(['run', '--once', 'true']);
      await home.vigilctl(['rm', 'true']);
      writeFileSync(join(home.place, 'vigild.conf'), '[supervisord]\nloglevel=loud\n');
      const run = await home.vigilctl(['run', 'sleep', '1000']);
      expect(run).toMatchObject({ code: 1, stdout: 'sleep: ERROR (no daemon)\n' });
      expect(run.stderr).toContain('loglevel');
    });
  });
});

describe('an orderly shutdown', () => {
  it('takes the programs that were not saved along; the others come back', async () => {
    await withHome('own', async (home) => {
      expect((await home.vigilctl(['run', '--save', '--name', 'kept', 'sleep', '1000'])).code).toBe(0);
      expect((await home.vigilctl(['run', '--name', 'passing', 'sleep', '1000'])).code).toBe(0);
      expect((await home.vigilctl(['reload'])).code).toBe(0);
      await waitUntil('both again', async () => (await home.vigilctl(['status'])).stdout, {
        accept: (text) => /^kept +RUNNING .*\npassing +RUNNING /.test(text),
      });
      const daemon = home.daemonPid;
      expect((await home.vigilctl(['shutdown'])).stdout).toBe('Shut down\n');
      await waitUntil('the end', () => daemon !== null && !isAlive(daemon));
      expect(home.programs()).toEqual([]);
      expect((await home.vigilctl(['run', '--name', 'third', 'sleep', '1000'])).code).toBe(0);
      const { stdout } = await home.vigilctl(['status']);
      expect(stdout).toMatch(/^kept +RUNNING .*\nthird +RUNNING .*\n$/);
      expect((await home.vigilctl(['reread'])).stdout).toBe('No config updates to processes\n');
      expect((await home.vigilctl(['rm', 'kept', 'third'])).stdout).toContain('has ended');
      expect(home.programs()).toEqual([]);
    });
  });
});

describe('a daemon that is killed', () => {
  it('is followed by one that knows the programs, which went on meanwhile', async () => {
    await withHome('own', async (home) => {
      expect((await home.vigilctl(['run', '--name', 'passing', 'sleep', '1000'])).code).toBe(0);
      const [program] = home.programs();
      const daemon = home.daemonPid ?? 0;
      process.kill(daemon, 'SIGKILL');
      await waitUntil('its end', () => !isAlive(daemon));
      expect((await home.vigilctl(['run', '--name', 'second', 'sleep', '1000'])).code).toBe(0);
      const { stdout } = await home.vigilctl(['status']);
      expect(stdout).toMatch(new RegExp(`^passing +RUNNING +pid ${program}, .*\nsecond +RUNNING `));
      expect(home.programs()).toHaveLength(2);
      expect((await home.vigilctl(['rm', 'passing', 'second'])).stdout).toContain('has ended');
      expect(home.programs()).toEqual([]);
    });
  });
});

describe('a list of programs that cannot be read', () => {
  it('is said at the start, with what to do', async () => {
    await withHome('own', async (home) => {
      expect((await home.vigilctl(['run', '--save', 'sleep', '1000'])).code).toBe(0);
      const daemon = home.daemonPid ?? 0;
      await home.vigilctl(['shutdown']);
      await waitUntil('its end', () => !isAlive(daemon));
      const file = join(home.place, 'vigild.log.programs');
      writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
      const run = await home.vigilctl(['run', 'sleep', '1000']);
      expect(run).toMatchObject({ code: 1, stdout: 'sleep: ERROR (no daemon)\n' });
      expect(run.stderr).toContain(`move "${file}" away to start without these programs`);
    });
  });
});

describe('several at the same time', () => {
  it('start one daemon', async () => {
    await withHome('own', async (home) => {
      const runs = await Promise.all([1, 2, 3].map(() => home.vigilctl(['run', 'sleep', '1000'])));
      expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
      const { stdout } = await home.vigilctl(['status']);
      expect(stdout.match(/RUNNING/g)).toHaveLength(3);
      expect(home.programs()).toHaveLength(3);
    });
  });
});

const CONFIGURATION = `${daemonSections({ supervisord: ['childlogdir=%(here)s'] })}
[program:fixed]
command=sleep 1000
stdout_logfile=NONE
stderr_logfile=NONE
`;

describe('beside a configured daemon', () => {
  it('a vigild of the same user is used', async () => {
    await withHome('own', async (home) => {
      const directory = home.makeDirectory('etc');
      await withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
        const run = (...words: readonly string[]) => home.vigilctl(words, { cwd: directory });
        expect(await run('run', '--name', 'web', 'sh', '-c', 'echo hello; exec sleep 1000')).toMatchObject({
          stdout: started('web'),
          stderr: '',
        });
        expect((await run('status')).stdout).toMatch(/^fixed +RUNNING .*\nweb +RUNNING /);
        expect(daemon.readFile('web.log')).toBe('hello\n');
        expect((await run('history', 'web')).stdout).toMatch(
          /addProgram web by (.*\n)+.*startProcess web by /,
        );
        expect((await run('rm', 'fixed')).stdout).toMatch(/^fixed: ERROR \(fixed is in the configuration/);
        const named = await home.vigilctl([
          '-c',
          join(directory, 'supervisord.conf'),
          'run',
          '--once',
          'true',
        ]);
        expect(named.stdout).toContain(`-c ${join(directory, 'supervisord.conf')} rm true`);
        expect((await run('rm', 'web', 'true')).stdout).toBe('web: removed\ntrue: removed\n');
        expect(daemon.describe('web.log')).toContain('absent');
        expect(home.daemonPid).toBeNull();
        expect((await run('status')).stdout).toMatch(/^fixed +RUNNING .*\n$/);
      });
    });
  });

  describeWithPeer('supervisord', 'a supervisord', () => {
    it('is left alone: a daemon of the own is used, which is said', async () => {
      await withHome('own', async (home) => {
        const directory = home.makeDirectory('etc');
        await withDaemon({ kind: 'supervisord', directory, text: CONFIGURATION }, async () => {
          const run = await home.vigilctl(['run', '--name', 'web', 'sleep', '1000'], { cwd: directory });
          expect(run).toMatchObject({ code: 0, stdout: started('web') });
          expect(run.stderr).toContain('your own vigild is used');
          const option = `-c ${join(home.place, 'vigild.conf')}`;
          expect(run.stdout).toContain(`vigilctl ${option} tail -f web`);
          const { stdout } = await home.vigilctl([...option.split(' '), 'status'], { cwd: directory });
          expect(stdout).toMatch(/^web +RUNNING /);
          expect((await home.vigilctl(['status'], { cwd: directory })).stdout).toMatch(/^fixed /);
        });
      });
    });
  });

  describeAsRoot('of root', () => {
    it('another user adds nothing to it, though its socket is open to all', async () => {
      await withHome('nobody', async (home) => {
        const text = CONFIGURATION.replace('supervisor.sock\n', 'supervisor.sock\nchmod=0777\n');
        const directory = home.makeDirectory('etc');
        await withDaemon({ kind: 'vigild', directory, text }, async () => {
          const asked = ['-s', `unix://${directory}/supervisor.sock`, 'run', 'sleep', '1000'];
          expect(await home.vigilctl(asked)).toMatchObject({
            code: 1,
            stdout:
              'sleep: ERROR (only root and the user of the daemon may add programs, over its unix socket)\n',
          });
          const usual = await home.vigilctl(['run', 'sleep', '1000'], { cwd: directory });
          expect(usual.stdout).toContain(`-c ${join(home.place, 'vigild.conf')} tail -f sleep`);
          expect(home.programs()).toHaveLength(1);
        });
      });
    });
  });
});
