/** The shell of vigilctl on a terminal: what a person types, sees, and does not see. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleVigilctl } from '../support/bundle-vigilctl.ts';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { hasPeer, leaveOut } from '../support/peers.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { Terminal } from '../support/terminal.ts';

const HEAD = daemonSections({
  unixServer: ['username=me', 'password=secret'],
  supervisorctl: ['history_file=%(here)s/history'],
});

const CONFIG = `${HEAD}
[program:echo]
command=cat
startsecs=0
stdout_logfile=%(here)s/echo.stdout
stderr_logfile=%(here)s/echo.stderr
[program:painter]
command=sh -c 'printf "\\\\033]0;title\\\\007\\\\033[31mred\\\\033[0m\\\\n"; exec cat'
startsecs=0
stdout_logfile=%(here)s/painter.stdout
[program:slow]
command=cat
autostart=false
startsecs=2
numprocs=12
process_name=slow_%(process_num)s
`;

const CTRL_C = '\x03';
/** The rest of the screen is erased: a line is awaited. */
const ASKS = '\x1b[0J';
const CTRL_D = '\x04';
const UP = '\x1b[A';

async function onTerminal(
  words: string,
  use: (terminal: Terminal, directory: string) => Promise<void>,
  type = 'xterm',
) {
  await withTempDir(async (directory) => {
    const vigilctl = await bundleVigilctl(directory);
    writeFileSync(join(directory, 'supervisord.conf'), CONFIG);
    await withDaemon({ kind: 'supervisord', directory }, async (daemon) => {
      await daemon.untilRunning('echo', 'painter');
      await daemon.untilFile('painter.stdout');
      const terminal = new Terminal(`TERM=${type} exec ${vigilctl} -c supervisord.conf ${words}`, directory);
      try {
        await use(terminal, directory);
      } finally {
        terminal.kill();
      }
    });
  });
}

function defineTests(): void {
  it('asks for name and password, shows the one and hides the other', async () => {
    await onTerminal('', async (terminal) => {
      await terminal.until('Server requires authentication');
      await terminal.until('Username:');
      terminal.type('me\r');
      await terminal.until('Password:');
      terminal.type('wrong\x7f\x7f\x7f\x7f\x7fsecret\r');
      await terminal.until('RUNNING');
      await terminal.until('supervisor> ');
      terminal.type(CTRL_D);
      expect(await terminal.untilExit()).toBe(0);
      expect(terminal.seen).not.toMatch(/secret|wrong/);
    });
  });

  it('completes and answers what comes in one piece, line by line', async () => {
    await onTerminal('-u me -p secret', async (terminal) => {
      await terminal.until('supervisor> ');
      terminal.type('pid ec\t\rsignal CON\techo\rpid pai\t\rquit\r');
      await terminal.until('pid echo');
      await terminal.until('signal CONT echo');
      await terminal.until('echo: signalled');
      await terminal.until('pid painter');
      expect(await terminal.untilExit()).toBe(0);
      expect(terminal.seen).not.toMatch(/no such process|\t/);
    });
  });

  it('completes names, remembers lines, and survives Ctrl-C in a command', async () => {
    await onTerminal('-u me -p secret', async (terminal, directory) => {
      await terminal.until('supervisor> ');
      terminal.type('status ec\t');
      await terminal.until('ho ');
      terminal.type('\r');
      await terminal.until('RUNNING');
      await terminal.until('supervisor> ');
      terminal.type('tail -f painter\r');
      await terminal.until('red');
      terminal.type(CTRL_C);
      await terminal.until('supervisor> ');
      terminal.type(`${UP}${UP}\r`);
      await terminal.until('echo ');
      await terminal.until('RUNNING');
      await terminal.until('supervisor> ');
      terminal.type(CTRL_C);
      expect(await terminal.untilExit()).toBe(0);
      const history = join(directory, 'history');
      expect(readFileSync(history, 'utf8')).toBe('status echo \ntail -f painter\nstatus echo \n');
      expect(statSync(history).mode & 0o777).toBe(0o600);
    });
  });

  it('lets no escape sequence of a program but colours through', async () => {
    for (const words of ['tail painter', 'tail -f painter']) {
      await onTerminal(`-u me -p secret ${words}`, async (terminal) => {
        await terminal.until('\\x1b]0;title\\x07\x1b[31mred\x1b[0m\r\n');
        expect(terminal.seen).not.toContain('\x1b]');
      });
    }
  });

  it('connects a person with a process', async () => {
    await onTerminal('-u me -p secret fg echo', async (terminal) => {
      await terminal.until('==> Press Ctrl-C to exit <==');
      terminal.type('hello\r');
      await terminal.until('hello');
      // Typed, and written by the process.
      await terminal.until('hello');
      terminal.type(CTRL_C);
      await terminal.until('Exiting foreground');
      expect(await terminal.untilExit()).toBe(0);
    });
  });

  it('is back in the shell when Ctrl-D or Ctrl-C leaves a process, without what was typed to it', async () => {
    await onTerminal('-u me -p secret', async (terminal) => {
      await terminal.until('supervisor> ');
      for (const leave of [CTRL_D, `half a line${CTRL_C}`]) {
        terminal.type('fg echo\r');
        await terminal.until('==> Press Ctrl-C to exit <==');
        await terminal.until(ASKS);
        terminal.type(leave);
        await terminal.until('Exiting foreground');
        await terminal.until('supervisor> ');
        terminal.type('pid nosuch\r');
        await terminal.until('No such process nosuch');
        await terminal.until('supervisor> ');
      }
      terminal.type('exit\r');
      expect(await terminal.untilExit()).toBe(0);
    });
  });

  it('tells how far it is with many programs, and takes that away again', async () => {
    await onTerminal('-u me -p secret start slow:*', async (terminal) => {
      await terminal.until('\rstarted 0 of 12\x1b[K');
      await terminal.until('\r\x1b[Kslow:slow_0: started\r\n');
      await terminal.until('slow:slow_9: started\r\n');
      expect(await terminal.untilExit()).toBe(0);
    });
  });

  it('tells no progress on a terminal that cannot take a line away', async () => {
    const start = async (terminal: Terminal) => {
      expect(await terminal.untilExit()).toBe(0);
      expect(terminal.seen).toMatch(/^slow:slow_0: started\r\n/);
      expect(terminal.seen).not.toContain('\x1b');
    };
    await onTerminal('-u me -p secret start slow:*', start, 'dumb');
  });

  it('asks before a shutdown', async () => {
    await onTerminal('-u me -p secret -i shutdown', async (terminal) => {
      await terminal.until('Really shut the remote supervisord process down y/N? ');
      terminal.type('y\r');
      await terminal.until('Shut down');
      expect(await terminal.untilExit()).toBe(0);
    });
  });
}

describe('vigilctl without a reader', () => {
  it('ends quietly, as if SIGPIPE had ended it', async () => {
    await withTempDir(async (directory) => {
      const child = spawn(await bundleVigilctl(directory), ['help'], { stdio: 'pipe' });
      let stderr = '';
      child.stderr.on('data', (data: Buffer) => {
        stderr += data.toString();
      });
      child.stdout.destroy();
      expect((await once(child, 'close'))[0]).toBe(141);
      expect(stderr).toBe('');
    });
  });
});

const TITLE = 'the shell of vigilctl';
if (!hasPeer('script')) leaveOut(TITLE, 'script is not installed (Debian package bsdutils)');
else if (!hasPeer('supervisord')) leaveOut(TITLE, 'supervisord is not installed (Debian package supervisor)');
else describe(TITLE, defineTests);
