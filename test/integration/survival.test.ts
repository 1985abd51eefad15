/** vigild is killed, its programs live, and its successor knows them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pid as toPid } from '../../src/core/units.ts';
import { readLines, recordLine } from '../../src/journal/lines.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { EchoLoad } from '../support/echo-load.ts';
import { freePort } from '../support/free-port.ts';
import { isAlive, openDescriptors } from '../support/proc-files.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { wholeLog } from '../support/whole-log.ts';

const HEAD = daemonSections({ supervisord: ['childlogdir=%(here)s'] });

interface Info {
  readonly name: string;
  readonly statename: string;
  readonly pid: number;
  readonly start: number;
  readonly spawnerr: string;
  readonly exitstatus: number;
  readonly stdout_logfile: string;
}

function withPrograms<T>(sections: string, use: (daemon: Daemon) => Promise<T>): Promise<T> {
  return withTempDir((directory) =>
    withDaemon({ kind: testSubject(), directory, text: `${HEAD}\n${sections}` }, use),
  );
}

async function info(daemon: Daemon, name: string): Promise<Info> {
  return (await daemon.call('supervisor.getProcessInfo', name)) as unknown as Info;
}

async function untilState(daemon: Daemon, name: string, state: string): Promise<Info> {
  return waitUntil(`${name} to be ${state}`, () => info(daemon, name), {
    accept: ({ statename }) => statename === state,
  });
}

function runDirectory(daemon: Daemon): string {
  const lock = [...openDescriptors(daemon.pid).values()].find((target) => /\/vigil.*\/lock$/.test(target));
  if (lock === undefined) throw new Error('no run directory');
  return dirname(lock);
}

describe('after kill -9 of vigild', () => {
  it('a running program keeps its pid, its uptime and its output', async () => {
    const loop = `sh -c 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done'`;
    await withPrograms(
      `[program:web]\ncommand=${loop}\nstdout_logfile=%(here)s/web.log\n`,
      async (daemon) => {
        const before = await untilState(daemon, 'web', 'RUNNING');
        await daemon.untilFile('web.log', (text) => text.includes('line 5\n'));
        await daemon.crash();
        expect(isAlive(before.pid)).toBe(true);
        await daemon.start();
        const after = await info(daemon, 'web');
        expect(after).toMatchObject({ pid: before.pid, start: before.start, statename: 'RUNNING' });
        expect(daemon.logSinceStart()).toContain(`adopted: 'web' with pid ${before.pid}, RUNNING`);
        expect(daemon.logSinceStart()).not.toContain('spawned');
        const lines = daemon.readFile('web.log').split('\n').length;
        await daemon.untilFile('web.log', (text) => text.split('\n').length > lines + 5);
        await daemon.call('supervisor.stopProcess', 'web');
        expect(isAlive(before.pid)).toBe(false);
        const numbers = daemon.readFile('web.log').trim().split('\n');
        expect(numbers).toEqual(numbers.map((_, index) => `line ${index + 1}`));
      },
    );
  });

  it('a program that exits later is restarted, with its exit status in the log', async () => {
    const command = `sh -c 'trap "exit 3" TERM; echo up; while :; do sleep 0.05; done'`;
    await withPrograms(
      `[program:web]\ncommand=${command}\nstdout_logfile=%(here)s/web.log\n`,
      async (daemon) => {
        const before = await untilState(daemon, 'web', 'RUNNING');
        await daemon.crash();
        await daemon.start();
        process.kill(before.pid, 'SIGTERM');
        await daemon.untilLog(/exited: web \((exit status 3|exit status unknown); not expected\)/);
        const after = await untilState(daemon, 'web', 'RUNNING');
        expect(after.pid).not.toBe(before.pid);
      },
    );
  });

  it('a program that went into the background meanwhile is up when it has stayed so for its startsecs', async () => {
    const steps = 'setsid sleep 1000 & until [ -e %(here)s/go ]; do sleep 0.05; done';
    const section = `[program:server]\ncommand=sh -c '${steps}'\nstartsecs=4\n`;
    await withPrograms(section, async (daemon) => {
      const before = await untilState(daemon, 'server', 'STARTING');
      await daemon.crash();
      writeFileSync(join(daemon.directory, 'go'), '');
      await waitUntil('its first process to be gone', () => !isAlive(before.pid));
      await daemon.start();
      const after = await untilState(daemon, 'server', 'RUNNING');
      expect(after.pid).not.toBe(before.pid);
      expect(daemon.logSinceStart()).toContain(`its main process is now ${after.pid}`);
      await daemon.call('supervisor.stopProcess', 'server');
      expect(isAlive(after.pid)).toBe(false);
    });
  });

  it('a program that ended meanwhile is noticed and treated by its policy', async () => {
    const sections = `[program:web]\ncommand=sleep 1000\n[program:once]\ncommand=sleep 1000\nautorestart=false\n`;
    await withPrograms(sections, async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      const once = await untilState(daemon, 'once', 'RUNNING');
      await daemon.crash();
      for (const { pid } of [web, once]) process.kill(pid, 'SIGKILL');
      await waitUntil('both to be gone', () => !isAlive(web.pid) && !isAlive(once.pid));
      await daemon.start();
      const after = await untilState(daemon, 'web', 'RUNNING');
      expect(after.pid).not.toBe(web.pid);
      expect(await info(daemon, 'once')).toMatchObject({ statename: 'EXITED', exitstatus: -1 });
      expect(daemon.logSinceStart()).toMatch(
        /exited: web \((exit status unknown|terminated by SIGKILL); not expected\)/,
      );
      expect(daemon.logSinceStart()).toContain('0 programs taken over, 2 programs ended meanwhile');
    });
  });

  it('what was stopped by hand stays stopped, what backs off and what is stopping go on', async () => {
    const stubborn = `sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done'`;
    const sections = [
      '[program:byhand]\ncommand=sleep 1000',
      '[program:broken]\ncommand=sh -c "exit 1"\nstartretries=20',
      `[program:stubborn]\ncommand=${stubborn}\nstopwaitsecs=4\nstdout_logfile=%(here)s/stubborn.log`,
      '[program:never]\ncommand=sleep 1000\nautostart=false',
    ].join('\n');
    await withPrograms(`${sections}\n`, async (daemon) => {
      await untilState(daemon, 'byhand', 'RUNNING');
      await daemon.call('supervisor.stopProcess', 'byhand');
      await daemon.untilFile('stubborn.log');
      await daemon.untilRunning('stubborn');
      const { pid } = await info(daemon, 'stubborn');
      await daemon.untilLog(/exited: broken/, 2);
      await daemon.call('supervisor.stopProcess', 'stubborn', false);
      await daemon.crash();
      await daemon.start();
      expect(await info(daemon, 'byhand')).toMatchObject({ statename: 'STOPPED' });
      expect(await info(daemon, 'never')).toMatchObject({ statename: 'STOPPED', start: 0 });
      expect(daemon.logSinceStart()).toContain(`adopted: 'stubborn' with pid ${pid}, STOPPING`);
      await daemon.untilLog(new RegExp(`killing 'stubborn' \\(${pid}\\) with SIGKILL`));
      await untilState(daemon, 'stubborn', 'STOPPED');
      const again = () => daemon.logSinceStart().includes("spawned: 'broken'");
      await daemon.until('another attempt of the broken program', again);
    });
  });

  it.each(['supervisor.shutdown', 'supervisor.restart'])(
    'what %s had stopped when it was cut short starts again, and what still stops follows',
    async (method) => {
      const slow = `sh -c 'trap "echo told" TERM; echo ready; while :; do sleep 0.1; done'`;
      const sections = [
        '[program:quick]\ncommand=sleep 1000\npriority=3',
        '[program:byhand]\ncommand=sleep 1000\npriority=3',
        '[program:crashed]\ncommand=sleep 1000\npriority=1\nautorestart=true',
        `[program:slow]\ncommand=${slow}\npriority=2\nstopwaitsecs=600\nstdout_logfile=%(here)s/slow.log`,
        '[program:last]\ncommand=sleep 1000\npriority=1',
      ].join('\n');
      await withPrograms(`${sections}\n`, async (daemon) => {
        const [slowRun, lastRun] = [await untilState(daemon, 'slow', 'RUNNING'), await info(daemon, 'last')];
        await daemon.untilFile('slow.log');
        const crashed = await untilState(daemon, 'crashed', 'RUNNING');
        await untilState(daemon, 'last', 'RUNNING');
        await daemon.call('supervisor.stopProcess', 'byhand');
        await daemon.call(method);
        await daemon.untilLog(/stopped: quick/);
        await daemon.untilFile('slow.log', (text) => text.includes('told'));
        process.kill(crashed.pid, 'SIGKILL');
        await daemon.untilLog(/exited: crashed/);
        for (let kill = 1; kill <= 2; kill += 1) {
          await daemon.crash();
          await daemon.start();
          await untilState(daemon, 'quick', 'RUNNING');
          await untilState(daemon, 'crashed', 'RUNNING');
          expect(await info(daemon, 'byhand')).toMatchObject({ statename: 'STOPPED' });
          expect(await info(daemon, 'slow')).toMatchObject({ statename: 'STOPPING', pid: slowRun.pid });
          expect(await info(daemon, 'last')).toMatchObject({ statename: 'RUNNING', pid: lastRun.pid });
        }
        process.kill(slowRun.pid, 'SIGKILL');
        expect((await untilState(daemon, 'slow', 'RUNNING')).pid).not.toBe(slowRun.pid);
      });
    },
  );

  it.each(['vigil.restartProcesses', 'vigil.apply'])(
    'what %s had stopped when it was cut short is started all the same, once it has stopped',
    async (method) => {
      const slow = `sh -c 'trap "echo told" TERM; echo ready; while :; do sleep 0.1; done'`;
      const section = `[program:slow]\ncommand=${slow}\nautostart=false\nstopwaitsecs=600\n`;
      const text = `${section}stdout_logfile=%(here)s/slow.log\n`;
      await withPrograms(text, async (daemon) => {
        await daemon.call('supervisor.startProcess', 'slow');
        await daemon.untilFile('slow.log');
        const before = await info(daemon, 'slow');
        writeFileSync(join(daemon.directory, 'supervisord.conf'), `${HEAD}\n${text}environment=NEW="1"\n`);
        const args = method === 'vigil.apply' ? [[]] : [['slow'], true];
        const cut = daemon.call(method, ...args).catch((error: unknown) => error);
        await daemon.untilFile('slow.log', (log) => log.includes('told'));
        for (let kill = 1; kill <= 2; kill += 1) {
          await daemon.crash();
          await daemon.start();
          expect(await info(daemon, 'slow')).toMatchObject({ statename: 'STOPPING', pid: before.pid });
        }
        expect(await cut).toBeInstanceOf(Error);
        process.kill(before.pid, 'SIGKILL');
        expect((await untilState(daemon, 'slow', 'RUNNING')).pid).not.toBe(before.pid);
      });
    },
  );

  it('a log that is rotated with every write loses and doubles no line', async () => {
    const LINES = 1_000_000;
    const flood = `[program:flood]
command=seq 1 ${LINES}
autorestart=false
startsecs=0
stdout_logfile=%(here)s/flood.log
stdout_logfile_maxbytes=1
stdout_logfile_backups=1000
`;
    await withPrograms(flood, async (daemon) => {
      for (let kill = 1; kill <= 4; kill += 1) {
        await daemon.until('some rotations', () => daemon.readFile(`flood.log.${kill * 3}`) !== '');
        await daemon.crash();
        await daemon.start();
      }
      await daemon.untilLog(/exited: flood/);
      const numbers = wholeLog(`${daemon.directory}/flood.log`).split('\n').slice(0, -1);
      expect(numbers).toHaveLength(LINES);
      expect(numbers.findIndex((line, index) => line !== String(index + 1))).toBe(-1);
    });
  }, 120_000);

  it('AUTO logs are written on, and survive', async () => {
    const loop = `sh -c 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done'`;
    await withPrograms(`[program:web]\ncommand=${loop}\n`, async (daemon) => {
      const { stdout_logfile: path } = await untilState(daemon, 'web', 'RUNNING');
      await daemon.crash();
      await daemon.start();
      expect((await info(daemon, 'web')).stdout_logfile).toBe(path);
      const before = readFileSync(path, 'utf8').length;
      await waitUntil('more lines', () => readFileSync(path, 'utf8').length > before);
      expect(readFileSync(path, 'utf8').startsWith('line 1\n')).toBe(true);
    });
  });

  it('the last words of a program that ends at once are kept, also of its very first start', async () => {
    const script = `if mkdir "$0"; then kill -9 $PPID; echo last words; else exec sleep 1000; fi`;
    const program = (name: string) =>
      `[program:${name}]\ncommand=sh -c '${script}' %(here)s/${name}\nstdout_logfile=%(here)s/${name}.log\nautostart=false\nautorestart=true\n`;
    await withPrograms(program('first') + program('second'), async (daemon) => {
      for (const name of ['first', 'second']) {
        await expect(daemon.call('supervisor.startProcess', name)).rejects.toThrow();
        await daemon.untilExit();
        await daemon.start();
        expect(await daemon.untilFile(`${name}.log`)).toBe('last words\n');
        await untilState(daemon, name, 'RUNNING');
      }
    });
  });

  it('a program whose configuration changed meanwhile is kept, and plan shows the change', async () => {
    const sections = `[program:web]\ncommand=sleep 1000\n[program:gone]\ncommand=sleep 1001\n`;
    await withPrograms(sections, async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      const gone = await untilState(daemon, 'gone', 'RUNNING');
      await daemon.crash();
      daemon.writeFile('supervisord.conf', `${HEAD}\n[program:web]\ncommand=sleep 2000\n`);
      await daemon.start();
      expect(await info(daemon, 'web')).toMatchObject({ pid: web.pid });
      expect(await info(daemon, 'gone')).toMatchObject({ pid: gone.pid });
      expect(await daemon.call('supervisor.reloadConfig')).toEqual([[[], ['web'], ['gone']]]);
    });
  });

  it('the last words of a program are kept also when it ends meanwhile and is not configured any more', async () => {
    const command = `sh -c 'trap "echo last words; exit 0" TERM; echo up; while :; do sleep 0.05; done'`;
    const gone = `[program:gone]\ncommand=${command}\nstdout_logfile=%(here)s/gone.log\n`;
    await withPrograms(gone, async (daemon) => {
      await daemon.untilFile('gone.log');
      const { pid } = await info(daemon, 'gone');
      await daemon.crash();
      daemon.writeFile('supervisord.conf', `${HEAD}\n[program:new]\ncommand=sleep 1000\n`);
      process.kill(pid, 'SIGTERM');
      await waitUntil('it to be gone', () => !isAlive(pid));
      await daemon.start();
      await daemon.untilLog(/exited: gone/);
      expect(daemon.readFile('gone.log')).toBe('up\nlast words\n');
      await untilState(daemon, 'new', 'RUNNING');
    });
  });

  it('a log that cannot be opened any more is said, and every program is known all the same', async () => {
    const loop = `sh -c 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done'`;
    const sections = `[program:web]\ncommand=${loop}\nstdout_logfile=%(here)s/web.log\n[program:other]\ncommand=sleep 1000\n`;
    await withPrograms(sections, async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      const other = await untilState(daemon, 'other', 'RUNNING');
      await daemon.crash();
      const path = join(daemon.directory, 'web.log');
      rmSync(path);
      mkdirSync(path);
      await daemon.start();
      await daemon.untilLog(/cannot write to log file '.*web\.log' \(EISDIR\)/);
      expect(await info(daemon, 'web')).toMatchObject({ statename: 'RUNNING', pid: web.pid });
      expect(await info(daemon, 'other')).toMatchObject({ statename: 'RUNNING', pid: other.pid });
      rmdirSync(path);
      await daemon.untilFile('web.log');
      await daemon.untilLog(/writing to log file '.*' works again/);
    });
  });

  it('a run directory that was deleted leads to no second copy', async () => {
    const loop = `sh -c 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done'`;
    const sections = `[program:web]\ncommand=${loop}\nstdout_logfile=%(here)s/web.log\n`;
    await withPrograms(sections, async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      rmSync(runDirectory(daemon), { recursive: true });
      await daemon.crash();
      await daemon.start();
      expect(await info(daemon, 'web')).toMatchObject({ statename: 'RUNNING', pid: web.pid });
      expect(daemon.logSinceStart()).toContain('there is no journal');
      const count = daemon.readFile('web.log').split('\n').length;
      await daemon.untilFile('web.log', (text) => text.split('\n').length > count + 5);
      const numbers = daemon.readFile('web.log').trim().split('\n');
      expect(numbers).toEqual(numbers.map((_, index) => `line ${index + 1}`));
      await daemon.call('supervisor.stopProcess', 'web');
      await daemon.call('supervisor.startProcess', 'web');
      await daemon.untilFile('web.log', (text) => text.split('line 1\n').length === 3);
    });
  });

  it('a run directory that is deleted while vigild runs is made anew, and what starts then is known', async () => {
    const sections = `[program:web]\ncommand=sleep 1000\n[program:other]\ncommand=sh -c 'echo up; exec sleep 1000'\nstdout_logfile=%(here)s/other.log\n`;
    await withPrograms(sections, async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      await untilState(daemon, 'other', 'RUNNING');
      const directory = runDirectory(daemon);
      rmSync(directory, { recursive: true });
      await daemon.call('supervisor.stopProcess', 'other');
      await daemon.call('supervisor.startProcess', 'other');
      const other = await info(daemon, 'other');
      expect(runDirectory(daemon)).toBe(directory);
      await daemon.crash();
      await daemon.start();
      expect(await info(daemon, 'web')).toMatchObject({ statename: 'RUNNING', pid: web.pid });
      expect(await info(daemon, 'other')).toMatchObject({ statename: 'RUNNING', pid: other.pid });
      expect(daemon.readFile('other.log')).toBe('up\nup\n');
      expect(daemon.logSinceStart()).not.toContain('there is no journal');
    });
  });

  it('a program that was removed and is configured again starts as one that nobody has stopped', async () => {
    const sections = `[program:web]\ncommand=sleep 1000\n[program:other]\ncommand=sleep 1001\n`;
    await withPrograms(sections, async (daemon) => {
      await untilState(daemon, 'web', 'RUNNING');
      const other = await untilState(daemon, 'other', 'RUNNING');
      await daemon.call('supervisor.stopProcessGroup', 'web');
      await daemon.call('supervisor.removeProcessGroup', 'web');
      await daemon.crash();
      await daemon.start();
      await untilState(daemon, 'web', 'RUNNING');
      expect(await info(daemon, 'other')).toMatchObject({ statename: 'RUNNING', pid: other.pid });
    });
  });

  it('a program that was stopped by hand stays so where the file has it in another group meanwhile', async () => {
    await withPrograms('[program:web]\ncommand=sleep 1000\n', async (daemon) => {
      await untilState(daemon, 'web', 'RUNNING');
      await daemon.call('supervisor.stopProcess', 'web');
      await daemon.crash();
      daemon.writeFile(
        'supervisord.conf',
        `${daemon.readFile('supervisord.conf')}[group:site]\nprograms=web\n[program:last]\ncommand=sleep 1000\npriority=9999\n`,
      );
      await daemon.start();
      await untilState(daemon, 'last', 'RUNNING');
      expect(await info(daemon, 'site:web')).toMatchObject({ group: 'site', statename: 'STOPPED' });
      await daemon.crash();
      await daemon.start();
      await untilState(daemon, 'last', 'RUNNING');
      expect(await info(daemon, 'site:web')).toMatchObject({ statename: 'STOPPED' });
      await daemon.call('supervisor.startProcess', 'site:web');
    });
  });

  it('without a journal, a program of the same name that another vigild has is let alone', async () => {
    const steps = 'setsid sleep 1000 </dev/null >/dev/null 2>&1 & sleep 0.2';
    const section = `[program:server]\ncommand=sh -c '${steps}'\n`;
    await withPrograms(section, (other) =>
      withPrograms(section, async (daemon) => {
        await other.untilLog(/its main process is now/);
        await daemon.untilLog(/its main process is now/);
        const theirs = await untilState(other, 'server', 'RUNNING');
        await daemon.call('supervisor.stopProcess', 'server');
        const journal = `${runDirectory(daemon)}/journal`;
        await daemon.crash();
        writeFileSync(journal, '');
        await daemon.start();
        const ours = await untilState(daemon, 'server', 'RUNNING');
        expect(ours.pid).not.toBe(theirs.pid);
        await daemon.stop();
        expect(isAlive(theirs.pid)).toBe(true);
      }),
    );
  });

  it('a journal that cannot be used never leads to a second copy', async () => {
    await withPrograms(`[program:web]\ncommand=sleep 1000\n`, async (daemon) => {
      const { pid } = await untilState(daemon, 'web', 'RUNNING');
      const journal = `${runDirectory(daemon)}/journal`;
      const damages: readonly ((text: string) => string)[] = [
        () => '',
        (text) => text.slice(0, 20),
        (text) => text.slice(0, -30),
        (text) => text.replace('RUNNING', 'ANYTHING'),
        () => 'nonsense\n',
      ];
      for (const damage of damages) {
        await daemon.crash();
        writeFileSync(journal, damage(readFileSync(journal, 'utf8')));
        await daemon.start();
        expect(await info(daemon, 'web')).toMatchObject({ pid, statename: 'RUNNING' });
        expect(daemon.logSinceStart()).toContain('the journal');
        expect(daemon.logSinceStart()).not.toContain('spawned');
      }
    });
  });

  it('an orderly shutdown leaves nothing to go on with', async () => {
    await withPrograms(`[program:web]\ncommand=sleep 1000\n`, async (daemon) => {
      await untilState(daemon, 'web', 'RUNNING');
      const journal = `${runDirectory(daemon)}/journal`;
      await daemon.call('supervisor.stopProcess', 'web');
      await daemon.stop();
      expect(existsSync(journal)).toBe(true);
      expect(readFileSync(journal, 'utf8').split('\n')).toHaveLength(3);
      await daemon.start();
      await untilState(daemon, 'web', 'RUNNING');
      expect(daemon.logSinceStart()).not.toContain('adopted');
      expect(daemon.logSinceStart()).not.toContain('journal');
    });
  });
});

describe('sockets and listeners', () => {
  const ECHO = fileURLToPath(new URL('../children/activated-echo.mjs', import.meta.url));

  it('a socket of sockets= is taken back from its program', async () => {
    const port = await freePort();
    const section = `[program:echo]\ncommand=${process.execPath} ${ECHO}\nstartsecs=0\nsockets=tcp://127.0.0.1:${port}\n`;
    await withPrograms(section, async (daemon) => {
      const load = new EchoLoad({ host: '127.0.0.1', port });
      try {
        await waitUntil('the first answer', () => load.pids.size === 1);
        await daemon.crash();
        await daemon.start();
        expect(daemon.logSinceStart()).not.toContain('cannot take the socket');
        await daemon.call('supervisor.stopProcess', 'echo');
        await daemon.call('supervisor.startProcess', 'echo');
        await waitUntil('an answer of the next one', () => load.pids.size === 2);
      } finally {
        expect(await load.stop()).toEqual([]);
      }
    });
  });

  it('a listener goes on with the protocol and misses no event', async () => {
    const recorder = fileURLToPath(new URL('../children/records-serials.sh', import.meta.url));
    const sections = `[eventlistener:ear]\ncommand=${recorder} %(here)s/heard\nevents=REMOTE_COMMUNICATION\n`;
    await withPrograms(sections, async (daemon) => {
      const { pid } = await untilState(daemon, 'ear', 'RUNNING');
      const heard = () => daemon.readFile('heard').trim().split('\n');
      for (let round = 1; round <= 3; round += 1) {
        await daemon.call('supervisor.sendRemoteCommEvent', 'kind', `one of ${round}`);
        await daemon.call('supervisor.sendRemoteCommEvent', 'kind', `two of ${round}`);
        await daemon.crash();
        await daemon.start();
        expect(await info(daemon, 'ear')).toMatchObject({ pid, statename: 'RUNNING' });
        await daemon.call('supervisor.sendRemoteCommEvent', 'kind', `three of ${round}`);
        await waitUntil(`the events of round ${round}`, heard, {
          accept: (lines) => lines.length >= round * 3,
        });
      }
      const expected = [1, 2, 3].flatMap((round) =>
        ['one', 'two', 'three'].map((word) => `${word} of ${round}`),
      );
      expect(heard().map((line) => line.replace(/^\d+ /, ''))).toEqual(expected);
      const serials = heard().map((line) => Number(line.split(' ')[0]));
      expect(new Set(serials).size).toBe(serials.length);
    });
  });
});

describe('a journal', () => {
  /** Between a crash and the next start. */
  function rewrite(journal: string, change: (record: JournalRecord) => JournalRecord): void {
    const { records } = readLines(readFileSync(journal));
    writeFileSync(journal, records.map((record) => recordLine(change(record))).join(''));
  }

  it('that names a pid which is another process by now harms nobody', async () => {
    await withPrograms('[program:web]\ncommand=sleep 1000\n', async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      const journal = `${runDirectory(daemon)}/journal`;
      const innocent = spawn('sleep', ['1000'], { stdio: 'ignore' });
      try {
        await daemon.crash();
        process.kill(web.pid, 'SIGKILL');
        rewrite(journal, (record) =>
          record.kind === 'state' && 'pid' in record.state
            ? { ...record, state: { ...record.state, pid: toPid(innocent.pid as number) } }
            : record,
        );
        await daemon.start();
        const after = await untilState(daemon, 'web', 'RUNNING');
        expect(after.pid).not.toBe(innocent.pid);
        await daemon.call('supervisor.stopProcess', 'web');
        expect(isAlive(innocent.pid as number)).toBe(true);
      } finally {
        innocent.kill('SIGKILL');
      }
    });
  });

  it('that does not name the keeper of the pipes never makes it a program’s successor', async () => {
    const command = `sh -c 'while ! test -e %(here)s/enough; do sleep 0.05; done'`;
    const sections = `[program:web]\ncommand=${command}\nautorestart=false\nstdout_logfile=%(here)s/web.log\n`;
    await withPrograms(sections, async (daemon) => {
      await untilState(daemon, 'web', 'RUNNING');
      const journal = `${runDirectory(daemon)}/journal`;
      await waitUntil('the keeper to be on file', () => readFileSync(journal, 'utf8').includes('"keeper":{'));
      await daemon.crash();
      rewrite(journal, (record) => (record.kind === 'keeper' ? { ...record, keeper: null } : record));
      await daemon.start();
      writeFileSync(`${daemon.directory}/enough`, '');
      expect(await untilState(daemon, 'web', 'EXITED')).toMatchObject({ pid: 0 });
      expect(daemon.logSinceStart()).not.toContain('handed over');
    });
  });

  it('of another boot is not believed, one of a newer vigild leads to a search', async () => {
    await withPrograms('[program:web]\ncommand=sleep 1000\n', async (daemon) => {
      const web = await untilState(daemon, 'web', 'RUNNING');
      const journal = `${runDirectory(daemon)}/journal`;
      await daemon.crash();
      rewrite(journal, (record) => (record.kind === 'head' ? { ...record, version: 99 } : record));
      await daemon.start();
      expect(await info(daemon, 'web')).toMatchObject({ pid: web.pid, statename: 'RUNNING' });
      expect(daemon.logSinceStart()).toContain('the journal has format 99, of a newer vigild');
      await daemon.crash();
      process.kill(web.pid, 'SIGKILL');
      rewrite(journal, (record) => (record.kind === 'head' ? { ...record, boot: 'another' } : record));
      await daemon.start();
      expect((await untilState(daemon, 'web', 'RUNNING')).pid).not.toBe(web.pid);
      expect(daemon.logSinceStart()).toContain('another boot');
      expect(daemon.logSinceStart()).not.toContain('exited: web');
    });
  });
});
