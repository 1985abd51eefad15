/** `vigild --container`: in the foreground of this machine, and as pid 1 of a namespace of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { killAllWithMark, MARK, newMark } from '../support/instance-mark.ts';
import { AS_PID_1, describeAsPid1 } from '../support/namespace.ts';
import { childrenOf, processesWithVariable } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { callXmlRpc } from '../support/xmlrpc-client.ts';

const VIGILD = fileURLToPath(new URL('../../bin/vigild', import.meta.url));

interface Container {
  readonly directory: string;
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The exit status; `null` for a death by signal. */
  readonly ended: Promise<number | null>;
  /** Processes of the container, vigild and its parents among them. */
  readonly family: () => ReturnType<typeof processesWithVariable>;
}

interface ContainerOptions {
  readonly text: string;
  readonly prefix?: readonly string[];
  readonly flags?: readonly string[];
}

async function withContainer<T>(
  { text, prefix = [], flags = ['--container'] }: ContainerOptions,
  use: (container: Container) => Promise<T>,
): Promise<T> {
  const mark = newMark();
  return withTempDir(async (directory) => {
    writeFileSync(join(directory, 'vigild.conf'), text);
    const command = [...prefix, process.execPath, VIGILD, ...flags, '-c', join(directory, 'vigild.conf')];
    const child = spawn(command[0] as string, command.slice(1), {
      cwd: directory,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/sbin:/bin`,
        [MARK]: mark,
        TMPDIR: directory,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      texts.stdout += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      texts.stderr += chunk;
    });
    const ended = once(child, 'close').then(([code]) => code as number | null);
    try {
      return await use({
        directory,
        child,
        ended,
        stdout: () => texts.stdout,
        stderr: () => texts.stderr,
        family: () => processesWithVariable(MARK, mark),
      });
    } finally {
      await killAllWithMark(mark);
      await ended;
    }
  });
}

const until = (what: string, { stdout, stderr }: Container, condition: () => boolean) =>
  waitUntil(what, () => (condition() ? 'so' : `${stdout()}\n${stderr()}`), {
    accept: (seen) => seen === 'so',
  });

describe('the console', () => {
  it('shows whole lines of every program with its name, and keeps log files that are set', async () => {
    const text = `[supervisord]
[program:web]
command=sh -c "printf 'one\\ntw'; echo trouble >&2; sleep 0.2; printf 'o\\nlast'; exec sleep 1000"
[program:logged]
command=sh -c "echo kept; exec sleep 1000"
stdout_logfile=%(here)s/kept.log
[program:direct]
command=sh -c "echo straight; exec sleep 1000"
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
[program:quiet]
command=sh -c "echo unheard; echo heard >&2; exec sleep 1000"
stdout_logfile=NONE
[program:both]
command=sh -c "echo to stderr >&2; exec sleep 1000"
redirect_stderr=true
[program:many]
command=sh -c "echo number; exec sleep 1000"
process_name=many_%(process_num)d
numprocs=2
`;
    await withContainer({ text }, async (container) => {
      const lines = () => container.stdout().split('\n').sort();
      const expected = [
        '',
        'both | to stderr',
        'direct | straight',
        'logged | kept',
        'many:many_0 | number',
        'many:many_1 | number',
        'web | one',
        'web | two',
      ];
      await until('all lines', container, () => lines().length === expected.length);
      expect(lines()).toEqual(expected);
      await until(
        'stderr',
        container,
        () => /^web \| trouble$/m.test(container.stderr()) && /^quiet \| heard$/m.test(container.stderr()),
      );
      expect(readFileSync(join(container.directory, 'kept.log'), 'utf8')).toBe('kept\n');
      expect(container.stderr()).toMatch(/INFO supervisord started with pid \d+/);
      expect(existsSync(join(container.directory, 'supervisord.log'))).toBe(false);
      expect(existsSync(join(container.directory, 'supervisord.pid'))).toBe(false);
      container.child.kill('SIGTERM');
      expect(await container.ended).toBe(0);
      expect(container.stdout()).toMatch(/^web \| last$/m);
      expect(container.stdout()).not.toMatch(/unheard/);
    });
  });
});

describe('a daemon that nothing wakes', () => {
  it('stays, and can still be stopped', async () => {
    const quiet = 'command=sleep 1000\nstdout_logfile=NONE\nstderr_logfile=NONE\n';
    const text = `[supervisord]\n[program:quiet]\n${quiet}`;
    await withContainer({ text }, async (container) => {
      await until('the program', container, () => /success: quiet entered RUNNING/.test(container.stderr()));
      container.child.kill('SIGTERM');
      expect(await container.ended).toBe(0);
    });
  });
});

describe('explain without log files', () => {
  it('knows the last words of a program', async () => {
    const text = `[supervisord]
[unix_http_server]
file=%(here)s/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:web]
command=sh -c "echo 'bind: Permission denied' >&2; exit 1"
startretries=0
`;
    await withContainer({ text }, async (container) => {
      await until('the end of the program', container, () => /gave up: web/.test(container.stderr()));
      const socket = join(container.directory, 'supervisor.sock');
      expect(await callXmlRpc(socket, 'vigil.explainProcess', ['web'])).toMatchObject({
        summary: expect.stringMatching(/^it may not listen on a port below 1024/),
        output: { stream: 'stderr', logfile: '', lines: ['bind: Permission denied'] },
      });
    });
  });
});

describe('exit_with and critical', () => {
  it.each([
    ['its status', 'sh -c "exit 7"', 7],
    ['128 and the signal', 'sh -c "kill -KILL $$"', 137],
    ['success', 'true', 0],
    ['127 for a command that is not there', 'no-such-command-at-all', 127],
  ])('ends with that of the program: %s', async (_, command, status) => {
    const text = `[supervisord]
exit_with=main
[program:main]
command=${command}
autorestart=true
[program:other]
command=sleep 1000
`;
    await withContainer({ text }, async (container) => {
      expect(await container.ended).toBe(status);
      expect(container.stderr()).toMatch(
        new RegExp(`CRIT main ended \\(.*\\), and exit_with names it: shutting down with status ${status}`),
      );
      expect(container.family()).toEqual([]);
    });
  });

  it('ends when a critical program is given up, and says why', async () => {
    const text = `[supervisord]
[program:main]
command=sh -c "exit 3"
startretries=0
critical=true
[program:other]
command=sleep 1000
`;
    await withContainer({ text }, async (container) => {
      expect(await container.ended).toBe(1);
      expect(container.stderr()).toMatch(/CRIT main is critical and became FATAL \(exit status 3\)/);
    });
  });

  it('refuses a name that no process has', async () => {
    const text = '[supervisord]\nexit_with=mian\n[program:main]\ncommand=true\n';
    await withContainer({ text }, async (container) => {
      expect(await container.ended).toBe(2);
      expect(container.stderr()).toMatch(/exit_with names no process: 'mian'/);
      expect(container.stderr()).toMatch(/Did you mean "main"\?/);
    });
  });
});

describe('a shutdown', () => {
  it('ends in time, whatever the programs wait for', async () => {
    const deaf = `command=sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"\nstopwaitsecs=3600\n`;
    const text = `[supervisord]
shutdown_timeout=1
[program:first]
${deaf}priority=1
[program:second]
${deaf}priority=2
`;
    await withContainer({ text }, async (container) => {
      await until('both programs', container, () => container.stdout().split('ready').length === 3);
      container.child.kill('SIGTERM');
      expect(await container.ended).toBe(0);
      expect(container.stderr()).toMatch(
        /WARN not stopped within 1 seconds \(shutdown_timeout\), killing first, second/,
      );
    });
  });

  it.each([
    ['has ended', 'exec sleep 1000'],
    ['does not end', "trap '' TERM; while :; do sleep 1; done"],
  ])('ends in time also where all of a program is to go, and its main process %s', async (_, main) => {
    const text = `[supervisord]
shutdown_timeout=1
[program:tree]
command=sh -c "(trap '' TERM; echo ready; while :; do sleep 1; done) & ${main}"
stop_scope=tree
stopwaitsecs=3600
`;
    await withContainer({ text }, async (container) => {
      await until('the tree', container, () => container.stdout().includes('ready'));
      await until('RUNNING', container, () => /entered RUNNING/.test(container.stderr()));
      container.child.kill('SIGTERM');
      await until('its end', container, () => container.child.exitCode !== null);
      expect(await container.ended).toBe(0);
      expect(container.stderr()).toMatch(
        /WARN not stopped within 1 seconds \(shutdown_timeout\), killing tree/,
      );
      expect(container.family()).toEqual([]);
    });
  });
});

it('the configuration in docs/containers.md is accepted', async () => {
  const page = readFileSync(new URL('../../docs/containers.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```ini\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  expect(blocks).toHaveLength(2);
  await withContainer({ text: blocks.join(''), flags: ['--check'] }, async (container) => {
    expect(await container.ended).toBe(0);
    expect(container.stdout()).not.toMatch(/unknown|did you mean/i);
  });
});

describeAsPid1('as pid 1', () => {
  /** vigild sees itself as pid 1; from outside it is the child of unshare. */
  const vigildOf = (container: Container) =>
    container.family().find(({ pid, parent }) => parent === container.child.pid && pid !== parent);

  it('is the Node that it was started as, so that no signal falls between two', async () => {
    const text =
      '[supervisord]\n[program:quiet]\ncommand=sleep 1000\nstdout_logfile=NONE\nstderr_logfile=NONE\n';
    await withContainer({ text, prefix: [...AS_PID_1] }, async (container) => {
      await until('the program', container, () => /entered RUNNING/.test(container.stderr()));
      const [, first] = readFileSync(`/proc/${vigildOf(container)?.pid}/cmdline`, 'utf8').split('\0');
      expect(first).toBe(VIGILD);
    });
  });

  it('leaves no zombie after a thousand double forks, and ends with the status of exit_with', async () => {
    const text = `[supervisord]
exit_with=main
[program:main]
command=sh -c "i=0; while [ $i -lt 1000 ]; do (sleep 0 &); i=$((i+1)); done; echo forked; while [ ! -e go ]; do sleep 0.1; done; exit 5"
`;
    await withContainer({ text, prefix: [...AS_PID_1] }, async (container) => {
      const { directory } = container;
      await until('the forks', container, () => container.stdout().includes('main | forked'));
      const reaped = () => container.stderr().split('reaped unknown pid').length - 1;
      await until('every orphan to be reaped', container, () => reaped() === 1000);
      const vigild = vigildOf(container);
      const zombies = childrenOf(vigild?.pid ?? 0).filter(({ state }) => state === 'Z');
      expect(vigild).toBeDefined();
      expect(zombies).toEqual([]);
      writeFileSync(join(directory, 'go'), 'on\n');
      expect(await container.ended).toBe(5);
    });
  });

  it('answers SIGTERM with an orderly stop, and takes no notice of signals that mean nothing to it', async () => {
    const text = `[supervisord]
[program:web]
command=sh -c "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"
`;
    await withContainer({ text, prefix: [...AS_PID_1] }, async (container) => {
      await until('the program', container, () => container.stdout().includes('web | ready'));
      const vigild = vigildOf(container);
      if (vigild === undefined) throw new Error('vigild is not there');
      for (const signal of ['SIGUSR1', 'SIGALRM', 'SIGPIPE', 'SIGWINCH', 'SIGTERM'] as const) {
        process.kill(vigild.pid, signal);
      }
      expect(await container.ended).toBe(0);
      expect(container.stdout()).toMatch(/^web \| bye$/m);
      expect(container.stderr()).toMatch(/WARN received SIGTERM indicating exit request/);
      expect(container.stderr()).toMatch(/INFO supervisord started with pid 1$/m);
    });
  });

  it('stops also when asked before it is up', async () => {
    const text = '[supervisord]\n[program:web]\ncommand=sleep 1000\n';
    await withContainer({ text, prefix: [...AS_PID_1] }, async (container) => {
      const vigild = await waitUntil('vigild', () => {
        const found = vigildOf(container);
        return found !== undefined && isIgnoring(found.pid, SIGUSR1) ? found : undefined;
      });
      if (vigild !== undefined) process.kill(vigild.pid, 'SIGTERM');
      expect(await container.ended).toBe(0);
    });
  });

  it('runs on a read-only root', async () => {
    const text = `[supervisord]
exit_with=main
[program:main]
command=sh -c "echo works; exit 4"
`;
    const readOnly = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'sh', '-c'];
    const script =
      'mount -t tmpfs tmpfs /dev/shm && for at in / /run /tmp; do mountpoint -q $at || mount --bind $at $at; mount -o remount,ro,bind $at || exit 99; done; exec "$@"';
    await withContainer({ text, prefix: [...readOnly, script, 'sh'] }, async (container) => {
      expect(await container.ended).toBe(4);
      expect(container.stdout()).toBe('main | works\n');
    });
  });
});

const SIGUSR1 = 10;

/** It is the first thing that vigild does: from then on it is not Node that answers signals. */
function isIgnoring(pid: number, signal: number): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
  } catch {
    return false;
  }
}
