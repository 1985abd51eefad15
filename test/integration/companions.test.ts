/** The companion commands with real processes: vigil-pidproxy and vigil-echo-conf. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { type DaemonKind, runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { killAllWithMark, MARK, newMark, processesWithMark } from '../support/instance-mark.ts';
import { describeWithPeer } from '../support/peers.ts';
import { isAlive, openDescriptors, readTextIfAny } from '../support/proc-files.ts';
import { type CompletedRun, runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PIDPROXY = inRepository('bin/vigil-pidproxy');
const ECHO_CONF = inRepository('bin/vigil-echo-conf');
const WRAPPER = inRepository('test/children/wraps-a-server.sh');

/** The Node that runs the tests also runs the commands. */
const ENVIRONMENT = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, LANG: 'C.UTF-8' };

function run(command: string, args: readonly string[], directory = '/'): Promise<CompletedRun> {
  return runToExit(command, args, { directory, environment: ENVIRONMENT });
}

/** A wrapper and its server under vigil-pidproxy, in a directory of their own. */
class ProxiedServer {
  readonly directory: string;
  readonly proxy: ChildProcess;
  readonly exit: Promise<unknown[]>;
  readonly #mark = newMark();
  #stdout = '';
  #stderr = '';

  constructor(directory: string) {
    this.directory = directory;
    this.proxy = spawn(PIDPROXY, ['server.pid', WRAPPER, 'server.pid', 'signals'], {
      cwd: directory,
      env: { ...ENVIRONMENT, [MARK]: this.#mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exit = once(this.proxy, 'exit');
    this.proxy.stdout?.on('data', (chunk) => {
      this.#stdout += chunk;
    });
    this.proxy.stderr?.on('data', (chunk) => {
      this.#stderr += chunk;
    });
  }

  async untilUp(): Promise<number> {
    return waitUntil('the pid file of the server', () => Number(this.read('server.pid')));
  }

  read(name: string): string {
    return readTextIfAny(join(this.directory, name));
  }

  async untilSignals(...expected: string[]): Promise<void> {
    const text = expected.map((name) => `${name}\n`).join('');
    await waitUntil(`the signals ${expected}`, () => this.read('signals'), {
      accept: (seen) => seen === text,
    });
  }

  async untilOutput(channel: 'stdout' | 'stderr', text: string): Promise<void> {
    await waitUntil(`${text} on ${channel}`, () => (channel === 'stdout' ? this.#stdout : this.#stderr), {
      accept: (seen) => seen.includes(text),
    });
  }

  family(): number[] {
    return processesWithMark(this.#mark)
      .map(({ pid }) => pid)
      .filter(isAlive);
  }

  destroy(): Promise<void> {
    return killAllWithMark(this.#mark);
  }
}

async function withProxiedServer(
  use: (server: ProxiedServer, serverPid: number) => Promise<void>,
): Promise<void> {
  await withTempDir(async (directory) => {
    const server = new ProxiedServer(directory);
    try {
      await use(server, await server.untilUp());
    } finally {
      await server.destroy();
    }
  });
}

describe('vigil-pidproxy and its command', () => {
  it.each([
    { args: [], stdout: '\n' },
    { args: ['1', '2'], stdout: '1 2\n' },
  ])('runs it with the arguments $args and exits with it', async ({ args, stdout }) => {
    const result = await run(PIDPROXY, ['nonexistent-pidfile', '/bin/echo', ...args]);
    expect(result).toEqual({ code: 0, signal: null, stdout, stderr: '' });
  });

  it('passes its standard streams on', async () => {
    const result = await runToExit(PIDPROXY, ['f', '/bin/sh', '-c', 'cat; echo bad >&2'], {
      environment: ENVIRONMENT,
      input: 'through',
    });
    expect(result).toMatchObject({ stdout: 'through', stderr: 'bad\n' });
  });

  it('does not pass its exit status on', async () => {
    expect(await run(PIDPROXY, ['f', '/bin/sh', '-c', 'exit 3'])).toMatchObject({ code: 0 });
    expect(await run(PIDPROXY, ['f', '/bin/sh', '-c', 'kill -9 $$'])).toMatchObject({
      code: 0,
      signal: null,
    });
  });

  it('finds it relative to the working directory and tells it the name that was given', async () => {
    const result = await run(PIDPROXY, ['f', '../bin/sh', '-c', 'tr "\\0" " " < /proc/$$/cmdline'], '/usr');
    expect(result.stdout).toMatch(/^\.\.\/bin\/sh -c /);
  });

  it('does not look for it on the PATH, and says so when there is none', async () => {
    expect(await run(PIDPROXY, ['f', 'echo', 'x'])).toEqual({
      code: 127,
      signal: null,
      stdout: '',
      stderr: 'vigil-pidproxy: cannot start "echo": ENOENT\n',
    });
  });

  it.each([[[]], [['pidfile']]])('prints its usage for the arguments %j', async (args) => {
    const result = await run(PIDPROXY, args);
    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(result.stdout).toContain(`Usage: ${PIDPROXY} <pidfile name> <command> [<cmdarg1> ...]`);
  });
});

describe('vigil-pidproxy and signals', () => {
  it('passes HUP, USR1 and USR2 on to the process in the pid file, and stays', async () => {
    await withProxiedServer(async (server, serverPid) => {
      expect(server.family()).toContain(serverPid);
      server.proxy.kill('SIGHUP');
      await server.untilSignals('HUP');
      server.proxy.kill('SIGUSR1');
      await server.untilSignals('HUP', 'USR1');
      server.proxy.kill('SIGUSR2');
      await server.untilSignals('HUP', 'USR1', 'USR2');
      expect(server.proxy.exitCode ?? server.proxy.signalCode).toBeNull();
    });
  });

  it('opens no debugger at SIGUSR1', async () => {
    await withProxiedServer(async (server) => {
      server.proxy.kill('SIGUSR1');
      await server.untilSignals('USR1');
      expect(listeningSocketsOf(server.proxy.pid ?? 0)).toEqual([]);
    });
  });

  it.each(['TERM', 'INT', 'QUIT'] as const)('passes %s on and exits', async (signal) => {
    await withProxiedServer(async (server) => {
      server.proxy.kill(`SIG${signal}`);
      expect(await server.exit).toEqual([0, null]);
      await server.untilSignals(signal);
      await server.untilOutput('stdout', 'the server has ended\n');
      await waitUntil('the end of all', () => server.family().length === 0);
    });
  });

  it('says that a pid file cannot be read, and stays for the next one', async () => {
    await withProxiedServer(async (server, serverPid) => {
      const pidFile = join(server.directory, 'server.pid');
      writeFileSync(pidFile, 'soon\n');
      server.proxy.kill('SIGTERM');
      await server.untilOutput('stdout', "Can't read child pidfile server.pid!\n");
      writeFileSync(pidFile, `${serverPid}\n`);
      server.proxy.kill('SIGTERM');
      expect(await server.exit).toEqual([0, null]);
      await server.untilSignals('TERM');
    });
  });

  it('says that the process is gone, and exits at TERM only', async () => {
    await withProxiedServer(async (server) => {
      const gone = await aDeadPid();
      writeFileSync(join(server.directory, 'server.pid'), `${gone}\n`);
      server.proxy.kill('SIGHUP');
      await server.untilOutput('stderr', `vigil-pidproxy: cannot send SIGHUP to process ${gone}: ESRCH\n`);
      server.proxy.kill('SIGTERM');
      expect(await server.exit).toEqual([1, null]);
      await server.untilOutput('stderr', `vigil-pidproxy: cannot send SIGTERM to process ${gone}: ESRCH\n`);
    });
  });

  it('lets vigild stop a server that a wrapper started', async () => {
    await withTempDir(async (directory) => {
      const proxied = `${PIDPROXY} %(here)s/server.pid ${WRAPPER} %(here)s/server.pid %(here)s/signals`;
      const text = `${DAEMON}[program:server]\ncommand=${proxied}\nstdout_logfile=%(here)s/out\n`;
      await withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        await daemon.untilRunning('server');
        await daemon.untilFile('server.pid');
        expect(await daemon.call('supervisor.signalProcess', 'server', 'USR1')).toBe(true);
        await daemon.untilFile('signals', (signals) => signals === 'USR1\n');
        expect(await daemon.call('supervisor.stopProcess', 'server')).toBe(true);
        expect(daemon.log()).toContain('stopped: server (exit status 0)');
        await daemon.untilFile('signals', (signals) => signals === 'USR1\nTERM\n');
        await daemon.until('an end of the server', () => daemon.leftovers().length === 0);
      });
    });
  });
});

const DAEMON = daemonSections();

async function aDeadPid(): Promise<number> {
  const child = spawn('/bin/true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** Inodes of the listening TCP sockets that a process holds. */
function listeningSocketsOf(pid: number): string[] {
  const LISTEN = '0A';
  const listening = ['tcp', 'tcp6']
    .flatMap((table) => readTextIfAny(`/proc/net/${table}`).split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => `socket:[${fields[9]}]`);
  return [...openDescriptors(pid).values()].filter((target) => listening.includes(target));
}

describe('vigil-echo-conf', () => {
  it('prints the sample configuration', async () => {
    const result = await run(ECHO_CONF, []);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('Sample supervisor config file');
  });

  it('does not mind a reader that leaves early', async () => {
    const result = await run('/bin/sh', ['-c', `"${ECHO_CONF}" | head -n 1`]);
    expect(result.stdout).toMatch(/^; Sample supervisor config file.*\n$/);
    expect(result.stderr).toBe('');
  });

  it('prints what vigild --check --strict has nothing to say about', async () => {
    await withTempDir(async (directory) => {
      const file = join(directory, 'sample.conf');
      writeFileSync(file, await sample());
      const checked = await runDaemonCommand({
        kind: 'vigild',
        directory,
        arguments: ['--check', '--strict', '-c', file],
      });
      expect(checked).toMatchObject({ code: 0, stdout: `${file}: no errors, no warnings\n`, stderr: '' });
    });
  });

  it('prints what vigild runs', async () => {
    await expectToRun('vigild');
  });
});

describeWithPeer('supervisord', 'vigil-echo-conf and Supervisor', () => {
  it('prints what supervisord runs', async () => {
    await expectToRun('supervisord');
  });
});

async function sample(): Promise<string> {
  return (await run(ECHO_CONF, [])).stdout;
}

/** Elsewhere than in /tmp, where a daemon of somebody else may use the same names. */
async function expectToRun(kind: DaemonKind): Promise<void> {
  await withTempDir(async (directory) => {
    const text = (await sample()).replaceAll('/tmp/', `${directory}/`);
    await withDaemon({ kind, directory, text }, async (daemon) => {
      expect(await daemon.call('supervisor.getState')).toEqual({ statecode: 1, statename: 'RUNNING' });
      const pid = await vigilctl({ directory }, 'pid');
      expect(pid).toMatchObject({ code: 0, stdout: `${daemon.pid}\n` });
      expect(daemon.log()).not.toMatch(/ (WARN|ERRO) /);
    });
  });
}
