/** `vigilctl upgrade`: another build goes on in the same process; programs, connections and exit statuses stay. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { openDescriptors } from '../support/proc-files.ts';
import { postRequest, RawConnection } from '../support/raw-http.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';
import { xmlRpcCall } from '../support/xmlrpc-client.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = Number(process.env['UPGRADE_PROGRAMS'] ?? 50);
const CLIENTS = 20;
const MINUTES = 60_000;

const HEAD = daemonSections({ supervisord: ['nodaemon=true'] });

const configuration = (programs: number) => `${HEAD}
[program:sleeps]
command=sleep 1000
process_name=%(process_num)d
numprocs=${programs}

[program:counts]
command=sh -c 'i=0; while [ ! -e %(here)s/enough ]; do i=$((i+1)); echo "line $i"; sleep 0.01; done; exec sleep 1000'
stdout_logfile=%(here)s/counts.log

[program:fails]
command=sh -c 'while [ ! -e %(here)s/fail ]; do sleep 0.01; done; exit 7'
autorestart=false
startsecs=0
`;

/** A copy of this build, in which `change` may break something. Answers its directory. */
function variant(
  directory: string,
  name: string,
  change: (source: string) => string = (text) => text,
): string {
  const root = join(directory, name);
  mkdirSync(root);
  for (const part of ['bin', 'dist']) cpSync(join(PACKAGE, part), join(root, part), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules'), join(root, 'node_modules'));
  const bundle = join(root, 'dist/vigild.cjs');
  writeFileSync(bundle, change(readFileSync(bundle, 'utf8')));
  return root;
}

interface Info {
  readonly name: string;
  readonly pid: number;
  readonly statename: string;
  readonly exitstatus: number;
}

async function infos(daemon: Daemon): Promise<readonly Info[]> {
  return (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly Info[];
}

const pidsOf = (all: readonly Info[]) =>
  new Map(all.filter(({ name }) => name !== 'fails').map(({ name, pid }) => [name, pid]));

/** Half of the clients keep their connection, the others open one for each call. Answers the number of calls. */
function poll(daemon: Daemon): { stop(): Promise<number> } {
  let isOver = false;
  const request = postRequest(xmlRpcCall('supervisor.getState', []));
  const client = async (isFaithful: boolean) => {
    let calls = 0;
    let connection: RawConnection | null = null;
    while (!isOver) {
      connection ??= await RawConnection.open({ path: daemon.socketPath });
      connection.send(request);
      const reply = await connection.reply();
      if (reply?.body.includes('RUNNING') !== true) throw new Error(`a call failed: ${reply?.body}`);
      calls += 1;
      if (!isFaithful) connection.close();
      if (!isFaithful) connection = null;
      await setImmediate();
    }
    connection?.close();
    return calls;
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index % 2 === 0)));
  // Seen when it is stopped.
  clients.catch(() => undefined);
  return {
    stop: async () => {
      isOver = true;
      return (await clients).reduce((sum, count) => sum + count, 0);
    },
  };
}

const daemonOf = (directory: string, programs = 3) =>
  ({ kind: 'vigild', directory, text: configuration(programs), mode: 'as-configured' }) as const;

test(
  `${PROGRAMS} programs and ${CLIENTS} clients notice nothing of two upgrades`,
  () =>
    withTempDir((directory) =>
      withDaemon(daemonOf(directory, PROGRAMS), async (daemon) => {
        await waitUntil('all programs', () => infos(daemon), {
          accept: (all) => all.every(({ name, statename }) => name === 'fails' || statename === 'RUNNING'),
          within: MINUTES,
        });
        const before = pidsOf(await infos(daemon));
        const clients = poll(daemon);
        const other = variant(directory, 'other');
        const upgrading = vigilctl(daemon, 'upgrade', '--to', other);
        await daemon.untilLog(/ upgrading: /);
        daemon.writeFile('fail', '');
        const first = await upgrading;
        expect(first.stdout + first.stderr).toBe('Upgraded supervisord\n');
        const fails = await waitUntil(
          'the exit',
          async () => (await infos(daemon)).find(({ name }) => name === 'fails'),
          { accept: (info) => info?.statename === 'EXITED' },
        );
        expect(fails?.exitstatus).toBe(7);
        expect(await vigilctl(daemon, 'upgrade')).toMatchObject({
          code: 0,
          stdout: 'Upgraded supervisord\n',
        });
        expect(await clients.stop()).toBeGreaterThan(CLIENTS);
        expect(pidsOf(await infos(daemon))).toEqual(before);
        expect(await daemon.call('supervisor.getPID')).toBe(daemon.pid);
        daemon.writeFile('enough', '');
        const lines = daemon.readFile('counts.log').trimEnd().split('\n');
        expect(lines).toEqual(lines.map((_, index) => `line ${index + 1}`));
        expect(daemon.log()).toMatch(/upgraded: vigild \S+ takes over from \S+/);
        await daemon.stop();
        expect(daemon.leftovers()).toEqual([]);
        expect([daemon.readFile('supervisord.pid'), daemon.describe('supervisor.sock')]).toEqual([
          '',
          expect.stringMatching(/missing|absent|none|not there/),
        ]);
      }),
    ),
  5 * MINUTES,
);

test('in the background: followers go on, and a listening socket without a program stays open', () =>
  withTempDir(async (directory) => {
    const port = await freePort();
    const text = `${configuration(1).replace('nodaemon=true', 'umask=027\ndirectory=/')}
[program:listens]
command=sleep 1000
sockets=tcp://127.0.0.1:${port}
autostart=false
`;
    await withDaemon({ kind: 'vigild', directory, text, mode: 'daemonized' }, async (daemon) => {
      await daemon.untilRunning('0', 'counts');
      const follower = spawn(
        join(PACKAGE, 'bin/vigilctl'),
        ['-c', join(directory, 'supervisord.conf'), 'tail', '-f', 'counts'],
        { env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` }, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      try {
        let seen = '';
        follower.stdout.on('data', (data: Buffer) => {
          seen += data.toString();
        });
        await waitUntil('lines', () => seen.includes('line '));
        const waiting = connect(port, '127.0.0.1');
        await once(waiting, 'connect');
        for (const time of [1, 2]) {
          expect(await vigilctl(daemon, 'upgrade')).toMatchObject({ code: 0 });
          await daemon.untilLog(/upgraded: vigild/, time);
          const last = daemon.readFile('counts.log').trimEnd().split('\n').length;
          const wanted = `line ${last + 50}\n`;
          await waitUntil('new lines', () => seen.includes(wanted));
        }
        expect(waiting.destroyed).toBe(false);
        waiting.destroy();
        expect(await daemon.call('supervisor.getPID')).toBe(daemon.pid);
        expect(await daemon.call('supervisor.shutdown')).toBe(true);
        await daemon.untilExit();
        expect(daemon.leftovers()).toEqual([]);
      } finally {
        follower.kill('SIGKILL');
      }
    });
  }));

test('a build that hangs when it takes over is ended; the guard starts the earlier one, which knows all programs', () =>
  withTempDir((directory) => {
    const guarded = { ...daemonOf(directory), arguments: ['--guard'] };
    return withDaemon(guarded, async (daemon) => {
      await daemon.untilRunning('0', '1', '2', 'counts');
      const before = pidsOf(await infos(daemon));
      const hanging = variant(directory, 'hanging', (text) =>
        text
          .replace(AT_START, '$1if(process.env.VIGIL_UPGRADE&&!process.argv.includes("--trial"))for(;;);')
          .replace(/(ready:[^}]*patience: ?)\w+/, '$11'),
      );
      expect(await vigilctl(daemon, 'upgrade', '--to', hanging)).toMatchObject({ code: 1 });
      await daemon.untilLog(/terminated by SIGALRM; its guard started this one/);
      await daemon.untilLog(/the vigild before this one was killed: \d+ programs taken over/);
      expect(pidsOf(await infos(daemon))).toEqual(before);
      daemon.writeFile('enough', '');
      expect(await daemon.call('supervisor.shutdown')).toBe(true);
    });
  }));

const AT_START = /^(.*\n)/;
/** The last part of the place of all run directories. */
const RUN_BASE = /\w+===\w+\?"vigil":`vigil-\$\{\w+\}`/;

test.each([
  [
    'throws when it is loaded',
    (text: string) => text.replace(AT_START, '$1throw new Error("so broken");'),
    'so broken',
  ],
  ['ends at once', (text: string) => text.replace(AT_START, '$1process.exit(1);'), 'exited with status 1'],
  ['hangs', (text: string) => text.replace(AT_START, '$1for(;;);'), 'did not end within 10 seconds'],
  [
    'fails when it takes over',
    (text: string) =>
      text.replace(
        AT_START,
        '$1if(process.env.VIGIL_UPGRADE&&!process.argv.includes("--trial"))process.chdir=()=>{throw new Error("not here")};',
      ),
    'not here',
  ],
  [
    'has its run directories elsewhere',
    (text: string) => text.replace(RUN_BASE, '"vigil-elsewhere"'),
    'would not look for what runs in',
  ],
  [
    'is found to have its run directories elsewhere when it takes over',
    (text: string) => text.replace(RUN_BASE, 'process.argv.includes("--trial")?$&:"vigil-elsewhere"'),
    'has its run directory not at',
  ],
] as const)(
  'a build that %s is not gone over to',
  (_, change, reason) =>
    withTempDir((directory) =>
      withDaemon(daemonOf(directory), async (daemon) => {
        await daemon.untilRunning('0', '1', '2', 'counts');
        const before = pidsOf(await infos(daemon));
        const clients = poll(daemon);
        const broken = variant(directory, 'broken', change);
        const outcome = await vigilctl(daemon, 'upgrade', '--to', broken);
        expect(outcome.stdout).toContain('not upgraded');
        expect(outcome.stdout).toContain(reason);
        expect(outcome.code).toBe(1);
        expect(await clients.stop()).toBeGreaterThan(CLIENTS);
        expect(pidsOf(await infos(daemon))).toEqual(before);
        expect(daemon.log()).toMatch(new RegExp(`CRIT not upgraded[^\n]*${reason}`));
        expect(await vigilctl(daemon, 'upgrade')).toMatchObject({ code: 0 });
        expect(pidsOf(await infos(daemon))).toEqual(before);
      }),
    ),
  5 * MINUTES,
);

test('an upgrade whose files cannot be written is refused; the daemon serves on, and the next one succeeds', () =>
  withTempDir((directory) =>
    withDaemon(daemonOf(directory), async (daemon) => {
      await daemon.untilRunning('0', '1', '2', 'counts');
      const before = pidsOf(await infos(daemon));
      for (const [file, problem] of [
        ['trial', 'cannot try it: EISDIR'],
        ['upgrade', 'EISDIR'],
      ] as const) {
        const inTheWay = join(runDirectoryOf(daemon.pid), file);
        mkdirSync(inTheWay);
        const outcome = await vigilctl(daemon, 'upgrade');
        expect(outcome.stdout).toContain('not upgraded');
        expect(outcome.stdout).toContain(problem);
        expect(pidsOf(await infos(daemon))).toEqual(before);
        rmSync(inTheWay, { recursive: true });
      }
      expect(await vigilctl(daemon, 'upgrade')).toMatchObject({ code: 0 });
      expect(pidsOf(await infos(daemon))).toEqual(before);
    }),
  ));

test('where a server of the changed configuration cannot be opened this build goes on', () =>
  withTempDir((directory) =>
    withDaemon(daemonOf(directory, 1), async (daemon) => {
      await daemon.untilRunning('0', 'counts');
      const before = pidsOf(await infos(daemon));
      daemon.writeFile('supervisord.conf', `${configuration(1)}\n[inet_http_server]\nport=192.0.2.1:9001\n`);
      const outcome = await vigilctl(daemon, 'upgrade');
      expect(outcome.stdout).toContain('not upgraded');
      expect(outcome.stdout).toContain('EADDRNOTAVAIL');
      expect(pidsOf(await infos(daemon))).toEqual(before);
      daemon.writeFile('supervisord.conf', configuration(1));
      expect(await vigilctl(daemon, 'upgrade')).toMatchObject({ code: 0 });
      expect(pidsOf(await infos(daemon))).toEqual(before);
    }),
  ));

test('listeners hear of an upgrade only what has changed by it', () => {
  const recorder = fileURLToPath(new URL('../children/event-recorder.sh', import.meta.url));
  const text = (programs: string) => `${HEAD}
[eventlistener:ear]
command=sh ${recorder} %(here)s/heard
events=PROCESS_GROUP,SUPERVISOR_STATE_CHANGE,REMOTE_COMMUNICATION
${programs}`;
  const program = (name: string) => `[program:${name}]\ncommand=sleep 1000\nautostart=false\n`;
  return withTempDir((directory) =>
    withDaemon(
      { kind: 'vigild', directory, text: text(program('same') + program('old')), mode: 'as-configured' },
      async (daemon) => {
        const heardUntil = async (word: string) => {
          await daemon.call('supervisor.sendRemoteCommEvent', word, '');
          const heard = await daemon.untilFile('heard', (all) => all.includes(`type:${word}`));
          return heard;
        };
        const before = await heardUntil('before');
        daemon.writeFile('supervisord.conf', text(program('same') + program('new')));
        expect(await vigilctl(daemon, 'upgrade')).toMatchObject({ code: 0 });
        const news = (await heardUntil('after')).slice(before.length);
        const found = news.matchAll(/eventname:(\S+) .* \| (\S+)/g);
        expect([...found].map(([, name, rest]) => `${name} ${rest}`)).toEqual([
          'PROCESS_GROUP_ADDED groupname:new',
          'PROCESS_GROUP_REMOVED groupname:old',
          'REMOTE_COMMUNICATION type:after',
        ]);
      },
    ),
  );
});

function runDirectoryOf(pid: number): string {
  const lock = [...openDescriptors(pid).values()].find((target) => /\/vigil.*\/lock$/.test(target));
  if (lock === undefined) throw new Error(`process ${pid} has no run directory`);
  return dirname(lock);
}
