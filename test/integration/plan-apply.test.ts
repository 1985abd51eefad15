/** `vigilctl plan` and `vigilctl apply` with a real daemon: what need not restart keeps its pid. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Sections of programs, each with its keys. */
type Sections = Readonly<Record<string, string>>;

function configuration(sections: Sections): string {
  const programs = Object.entries(sections).map(
    ([name, keys]) => `[${name}]\n${keys.split('; ').join('\n')}\nstdout_logfile=NONE\nstderr_logfile=NONE\n`,
  );
  return `${daemonSections()}${programs.join('')}`;
}

const SLEEP = 'command=sleep 1000; startsecs=0';

/** `name pid` of each process; 0 for one that is down. */
async function pids(daemon: Daemon): Promise<Record<string, number>> {
  const infos = await daemon.call('supervisor.getAllProcessInfo');
  return Object.fromEntries(
    (infos as { group: string; name: string; pid: number }[]).map(({ group, name, pid }) => [
      `${group}:${name}`,
      pid,
    ]),
  );
}

function withPrograms(sections: Sections, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  return withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: configuration(sections) }, async (daemon) => {
      await waitUntil('all programs to run', () => pids(daemon), {
        accept: (found) => !Object.values(found).includes(0),
      });
      await use(daemon);
    }),
  );
}

function rewrite(daemon: Daemon, sections: Sections): void {
  daemon.writeFile('supervisord.conf', configuration(sections));
}

describe('a changed configuration', () => {
  const BEFORE = {
    'program:web': SLEEP,
    'program:db': SLEEP,
    'program:same': SLEEP,
    'program:old': SLEEP,
    'program:many': `${SLEEP}; numprocs=2; process_name=%(program_name)s_%(process_num)d`,
  };
  const AFTER = {
    'program:web': `${SLEEP}; environment=TOKEN="a-secret"`,
    'program:db': `${SLEEP}; stopwaitsecs=30; autorestart=true`,
    'program:same': SLEEP,
    'program:new': SLEEP,
    'program:many': `${SLEEP}; numprocs=3; process_name=%(program_name)s_%(process_num)d`,
  };

  it('is shown by plan, done by apply, and then nothing is left to do', async () => {
    await withPrograms(BEFORE, async (daemon) => {
      expect(await vigilctl(daemon, 'plan')).toMatchObject({
        code: 0,
        stdout: 'Nothing to change, 6 processes untouched\n',
      });
      const before = await pids(daemon);
      rewrite(daemon, AFTER);
      expect(await vigilctl(daemon, 'plan')).toMatchObject({
        code: 2,
        stdout: `db: change live (autorestart changed from "unexpected" to true; stopwaitsecs changed from 10 to 30)
many:many_2: add
new: add
web: restart (environment TOKEN set)
old: remove
3 processes untouched
`,
      });
      expect(await pids(daemon)).toEqual(before);
      expect(await vigilctl(daemon, 'apply')).toMatchObject({
        code: 0,
        stdout: `db: changed live (autorestart changed from "unexpected" to true; stopwaitsecs changed from 10 to 30)
many:many_2: added
new: added
web: restarted (environment TOKEN set)
old: removed
`,
      });
      const after = await pids(daemon);
      expect(after).toEqual({
        ...before,
        'web:web': expect.any(Number),
        'many:many_2': expect.any(Number),
        'new:new': expect.any(Number),
        'old:old': undefined,
      });
      expect(after['web:web']).not.toBe(before['web:web']);
      expect(Object.values(after)).not.toContain(0);
      expect(readFileSync(`/proc/${after['web:web']}/environ`, 'utf8')).toContain('TOKEN=a-secret');
      expect(daemon.log()).not.toContain('a-secret');
      // The new policy holds: an expected exit is answered now.
      process.kill(after['db:db'] ?? 0, 'SIGTERM');
      await daemon.untilLog(/spawned: 'db'/, 2);
      expect((await vigilctl(daemon, 'plan')).code).toBe(0);
      expect((await vigilctl(daemon, 'reread')).stdout).toBe('No config updates to processes\n');
    });
  });

  it('is done for the named processes and groups only', async () => {
    const members = (command: string) => ({
      'group:g': 'programs=a,b',
      'program:a': `command=${command}; startsecs=0`,
      'program:b': `command=${command}; startsecs=0`,
      'program:alone': `command=${command}; startsecs=0`,
    });
    await withPrograms(members('sleep 1000'), async (daemon) => {
      const before = await pids(daemon);
      rewrite(daemon, members('sleep 2000'));
      const reason = '(command changed from "sleep 1000" to "sleep 2000")';
      expect(await vigilctl(daemon, 'apply', 'g:b')).toMatchObject({
        code: 0,
        stdout: `g:b: restarted ${reason}\n`,
      });
      const after = await pids(daemon);
      expect(after['g:b']).not.toBe(before['g:b']);
      expect(after).toEqual({ ...before, 'g:b': after['g:b'] });
      expect((await vigilctl(daemon, 'plan')).stdout).toBe(
        `alone: restart ${reason}\ng:a: restart ${reason}\n1 process untouched\n`,
      );
      expect(await vigilctl(daemon, 'apply', 'nope', 'alone')).toMatchObject({
        code: 1,
        stdout: 'ERROR: no such process/group: nope\n',
      });
      expect(await pids(daemon)).toEqual(after);
    });
  });

  it('with fewer processes removes the surplus', async () => {
    const many = (count: number) => ({
      'program:many': `${SLEEP}; numprocs=${count}; process_name=%(process_num)d`,
    });
    await withPrograms(many(4), async (daemon) => {
      const { 'many:0': first, 'many:1': second } = await pids(daemon);
      rewrite(daemon, many(2));
      expect((await vigilctl(daemon, 'apply')).stdout).toBe('many:2: removed\nmany:3: removed\n');
      expect(await pids(daemon)).toEqual({ 'many:0': first, 'many:1': second });
      await daemon.until('only two sleeps', () => daemon.leftovers().length === 2);
    });
  });

  it('with errors changes nothing, and each is named with its place', async () => {
    await withPrograms({ 'program:web': SLEEP }, async (daemon) => {
      const before = await pids(daemon);
      rewrite(daemon, {
        'program:web': 'command=sleep 2000; startsecs=0; stopsignal=TREM',
        'program:other': 'autostart=perhaps',
      });
      for (const action of ['plan', 'apply']) {
        const { code, stdout } = await vigilctl(daemon, action);
        expect(code).toBe(1);
        expect(stdout).toMatch(/^ERROR: \S+supervisord\.conf:\d+: .*'TREM' is not a valid signal name/m);
        expect(stdout).toMatch(/^ERROR: \S+supervisord\.conf:\d+: .*not a valid boolean value: 'perhaps'/m);
        expect(stdout).toMatch(/^ERROR: .*program:other does not specify a command/m);
      }
      expect(await pids(daemon)).toEqual(before);
      expect((await vigilctl(daemon, 'avail')).stdout).not.toContain('other');
    });
  });
});

describe('a process that is made anew', () => {
  it('stays down when it was stopped by hand, and its leftover is heard by the next child', async () => {
    // It leaves a child behind that goes on writing to its own output.
    const script = '(while sleep 0.1; do echo left; done) &\necho "$1"\nexec sleep 1000\n';
    const text = (word: string) =>
      configuration({ 'program:shell': `command=sh %(here)s/leaves.sh ${word}; startsecs=0` }).replace(
        'stdout_logfile=NONE',
        'stdout_logfile=%(here)s/shell.log',
      );
    await withTempDir(async (directory) => {
      writeFileSync(join(directory, 'leaves.sh'), script);
      await withDaemon({ kind: 'vigild', directory, text: text('first') }, async (daemon) => {
        await daemon.untilFile('shell.log', (log) => log.includes('first') && log.includes('left'));
        await daemon.call('supervisor.stopProcess', 'shell');
        daemon.writeFile('supervisord.conf', text('second'));
        expect((await vigilctl(daemon, 'apply')).stdout).toMatch(/^shell: changed, stays down \(command/);
        expect(await pids(daemon)).toEqual({ 'shell:shell': 0 });
        const before = daemon.readFile('shell.log').length;
        await daemon.call('supervisor.startProcess', 'shell');
        await daemon.untilFile('shell.log', (log) => {
          const news = log.slice(before);
          return news.includes('second') && news.split('left').length > 2;
        });
      });
    });
  });
});

describe('what a crash left', () => {
  it.each(['apply', 'update'])(
    'of a program that is down is ended before its start after %s',
    async (action) => {
      const script = '[ -e left ] && exec sleep $1\nsleep 1111 & echo $! > left\nexit 1\n';
      const text = (time: number) =>
        configuration({
          'program:shell': `command=sh leaves.sh ${time}; directory=%(here)s; startsecs=0; autorestart=false`,
        });
      await withTempDir(async (directory) => {
        writeFileSync(join(directory, 'leaves.sh'), script);
        await withDaemon({ kind: 'vigild', directory, text: text(1000) }, async (daemon) => {
          await daemon.untilLog(/WARN shell left processes behind/);
          const left = Number(daemon.readFile('left'));
          daemon.writeFile('supervisord.conf', text(2000));
          expect(await vigilctl(daemon, action)).toMatchObject({ code: 0 });
          // An update starts it by itself.
          if (action === 'apply') await daemon.call('supervisor.startProcess', 'shell');
          await daemon.untilLog(/spawned: 'shell'/, 2);
          expect(isAlive(left)).toBe(false);
        });
      });
    },
  );
});

describe('without an [rpcinterface] section', () => {
  it('vigil.* is served', async () => {
    const text = configuration({ 'program:web': SLEEP }).replace(/\[rpcinterface[^[]*/, '');
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        expect(await daemon.call('vigil.plan', [])).toMatchObject({ has_changes: false });
      }),
    );
  });
});

describeWithPeer('supervisord', 'a real supervisord', () => {
  it.each(['plan', 'apply'])('does not offer %s, and is left alone', async (action) => {
    await withTempDir((directory) =>
      withDaemon(
        { kind: 'supervisord', directory, text: configuration({ 'program:web': SLEEP }) },
        async (daemon) => {
          expect(await vigilctl(daemon, action)).toMatchObject({
            code: 1,
            stdout:
              'ERROR: this daemon offers neither plan nor apply; "reread" and "update" do it for whole groups\n',
          });
        },
      ),
    );
  });
});
