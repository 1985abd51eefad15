/** Listeners of all kinds beside each other: whatever one of them does, the others get every event, and the daemon works. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { isAlive } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDER = `node ${ROOT}test/children/event-recorder.mjs %(here)s/events`;

const HEAD = daemonSections();

function program(name: string, ...lines: readonly string[]): string {
  return `\n[${name}]\nstdout_logfile=NONE\nstderr_logfile=NONE\n${lines.join('\n')}\n`;
}

interface RecordedEvent {
  readonly name: string;
  readonly serial: number;
  readonly poolSerial: number;
  readonly payload: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Pool {
  readonly name: string;
  readonly buffered: number;
  readonly accepted: number;
  readonly processed: number;
  readonly discarded: number;
  readonly listeners: readonly { readonly name: string; readonly state: string; readonly serial: number }[];
}

function run(configuration: string, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  return withTempDir((directory) => {
    const environment = { PATH: process.env['PATH'] ?? '' };
    return withDaemon({ kind: 'vigild', directory, text: HEAD + configuration, environment }, use);
  });
}

function recorded(daemon: Daemon): readonly RecordedEvent[] {
  const lines = daemon.readFile('events').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RecordedEvent);
}

async function untilRecorded(daemon: Daemon, count: number): Promise<readonly RecordedEvent[]> {
  return waitUntil(`${count} events`, () => recorded(daemon), { accept: (events) => events.length >= count });
}

async function pool(daemon: Daemon, name: string): Promise<Pool> {
  const pools = (await daemon.call('vigil.getListenerPools')) as unknown as readonly Pool[];
  const found = pools.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no pool ${name}`);
  return found;
}

function untilPool(daemon: Daemon, name: string, accept: (pool: Pool) => boolean): Promise<Pool> {
  return waitUntil(`the pool ${name}`, () => pool(daemon, name), { accept });
}

describe('many programs', () => {
  const COUNT = Number(process.env['EVENT_PROGRAMS'] ?? 100);
  const LIFE = ['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'];

  it(`${COUNT} started and stopped: every event comes, once, in order`, async () => {
    const configuration =
      program('eventlistener:recorder', `command=${RECORDER}`, 'events=PROCESS_STATE', 'buffer_size=100000') +
      program(
        'program:many',
        'command=sleep 1000',
        'process_name=%(program_name)s_%(process_num)03d',
        `numprocs=${COUNT}`,
        'autostart=false',
        'startsecs=0',
      );
    await run(configuration, async (daemon) => {
      await daemon.untilRunning('recorder');
      await daemon.call('supervisor.startProcessGroup', 'many');
      await daemon.call('supervisor.stopProcessGroup', 'many');
      const events = await untilRecorded(daemon, 2 + COUNT * LIFE.length);
      expect(events.map(({ poolSerial }) => poolSerial)).toEqual(events.map((_, index) => index));
      expect(events.map(({ serial }) => serial)).toEqual(events.map((_, index) => index));
      const lives = new Map<string, string[]>();
      for (const { name, fields } of events.slice(2)) {
        const process = fields['processname'] ?? '';
        lives.set(process, [...(lives.get(process) ?? []), name.replace('PROCESS_STATE_', '')]);
      }
      expect(lives.size).toBe(COUNT);
      for (const life of lives.values()) expect(life).toEqual(LIFE);
      expect(
        await untilPool(daemon, 'recorder', ({ processed }) => processed === events.length),
      ).toMatchObject({
        buffered: 0,
        accepted: events.length,
        discarded: 0,
      });
    });
  });
});

describe('bad listeners', () => {
  const BAD = {
    hangs: 'echo READY; exec sleep 1000',
    silent: 'exec sleep 1000',
    floods: 'exec yes',
    garbage: 'while :; do echo READY; read -r line; echo "RESULT nonsense"; sleep 0.1; done',
    deaf: 'exec <&-; echo READY; exec sleep 1000',
    endless: 'echo READY; read -r line; exec yes RESULT 2',
  } as const;
  const STATES = {
    hangs: 'BUSY',
    silent: 'ACKNOWLEDGED',
    floods: 'UNKNOWN',
    garbage: 'UNKNOWN',
    deaf: 'READY',
    endless: 'UNKNOWN',
  } as const satisfies Record<keyof typeof BAD, string>;

  it('harm nobody: another one gets everything, the daemon answers and ends in time', async () => {
    const listeners = Object.entries(BAD).map(([name, script]) =>
      program(`eventlistener:${name}`, `command=sh -c '${script}'`, 'events=EVENT', 'stopwaitsecs=1'),
    );
    const recorder = program(
      'eventlistener:recorder',
      `command=${RECORDER}`,
      'events=REMOTE_COMMUNICATION',
      'buffer_size=1000',
    );
    await run(recorder + listeners.join(''), async (daemon) => {
      await daemon.untilRunning('recorder', ...Object.keys(BAD));
      for (let number = 0; number < 50; number++) {
        await daemon.call('supervisor.sendRemoteCommEvent', 'number', `${number} ${'x'.repeat(5000)}`);
      }
      const events = await untilRecorded(daemon, 50);
      expect(events.map(({ payload }) => payload.split(/[\n ]/)[1])).toEqual(
        Array.from({ length: 50 }, (_, number) => String(number)),
      );
      for (const [name, state] of Object.entries(STATES)) {
        const { listeners: found, discarded } = await untilPool(
          daemon,
          name,
          ({ listeners: [listener] }) => listener?.state === state,
        );
        expect(found, name).toMatchObject([{ name, state }]);
        expect(discarded, name).toBeGreaterThan(0);
      }
      expect(await daemon.stop(15_000)).toEqual({ code: 0, signal: null });
      expect(daemon.leftovers()).toEqual([]);
    });
  });

  it('that die at work leave their event to the next, whole', async () => {
    const configuration = program(
      'eventlistener:dies',
      `command=${ROOT}test/children/dies-at-work.sh %(here)s 2`,
      'events=REMOTE_COMMUNICATION',
      'startsecs=0',
    );
    await run(configuration, async (daemon) => {
      await untilPool(daemon, 'dies', ({ listeners }) => listeners[0]?.state === 'READY');
      await daemon.call('supervisor.sendRemoteCommEvent', 'last', 'words');
      const event = await daemon.untilFile('event', (text) => text.endsWith('words'));
      expect(event).toBe(
        'ver:3.0 server:supervisor serial:0 pool:dies poolserial:0 eventname:REMOTE_COMMUNICATION len:15\n' +
          'type:last\nwords',
      );
      expect(daemon.readFile('deaths')).toBe('dead\ndead\n');
      expect(await pool(daemon, 'dies')).toMatchObject({
        accepted: 1,
        listeners: [{ state: 'BUSY', serial: 0 }],
      });
    });
  });
});

describe('the end', () => {
  it('comes after the listeners got the last events of the programs', async () => {
    const configuration =
      program('eventlistener:recorder', `command=${RECORDER}`, 'events=EVENT', 'buffer_size=100') +
      program(
        'program:web',
        'command=sleep 1000',
        'process_name=%(process_num)d',
        'numprocs=10',
        'startsecs=0',
      );
    await run(configuration, async (daemon) => {
      await daemon.untilRunning('recorder');
      expect(await daemon.stop()).toEqual({ code: 0, signal: null });
      const names = recorded(daemon).map(({ name }) => name);
      expect(names).toContain('SUPERVISOR_STATE_CHANGE_STOPPING');
      expect(names.filter((name) => name === 'PROCESS_STATE_STOPPED')).toHaveLength(10);
    });
  });

  it('serials go on after a restart', async () => {
    const configuration = program(
      'eventlistener:recorder',
      `command=${RECORDER}`,
      'events=SUPERVISOR_STATE_CHANGE',
    );
    await run(configuration, async (daemon) => {
      await untilRecorded(daemon, 1);
      await daemon.call('supervisor.restart');
      const events = await untilRecorded(daemon, 3);
      expect(events.map(({ name, serial, poolSerial }) => [name, serial, poolSerial])).toEqual([
        ['SUPERVISOR_STATE_CHANGE_RUNNING', 0, 0],
        ['SUPERVISOR_STATE_CHANGE_STOPPING', 1, 1],
        ['SUPERVISOR_STATE_CHANGE_RUNNING', 2, 0],
      ]);
      expect(isAlive(daemon.pid)).toBe(true);
    });
  });
});

describe('the example', () => {
  it('names the program that ended, and only when nobody expected it', async () => {
    const listener = program(
      'eventlistener:crash-mail',
      `command=node ${ROOT}examples/crash-mail.js`,
      'events=PROCESS_STATE_EXITED,PROCESS_STATE_FATAL',
    ).replace('stderr_logfile=NONE', 'stderr_logfile=%(here)s/mail');
    const ending = ['startsecs=0', 'autorestart=false', 'autostart=false'];
    const configuration =
      listener +
      program('program:fine', "command=sh -c 'exit 0'", ...ending) +
      program('program:bad', "command=sh -c 'exit 3'", ...ending);
    await run(configuration, async (daemon) => {
      await daemon.untilRunning('crash-mail');
      await daemon.call('supervisor.startProcess', 'fine');
      await daemon.untilLog(/exited: fine/);
      await daemon.call('supervisor.startProcess', 'bad');
      const mail = await daemon.untilFile('mail', (text) => text.endsWith('\n'));
      expect(mail).toMatch(/^bad:bad is down \(PROCESS_STATE_EXITED, pid \d+\)\n$/);
    });
  });
});
