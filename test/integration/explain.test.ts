/** `vigilctl explain` with real programs that are broken, and with programs that operators brought down. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portState } from '../../src/os/port-holder.ts';
import { Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithPeer } from '../support/peers.ts';
import { makeTempDir, withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';
import { brokenPrograms, writeBrokenFiles } from './broken-programs.ts';

const HEAD = daemonSections();

/** The indented lines of each process. */
function blocks(text: string): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n')) {
    const name = /^(\S+): [A-Z]+\b/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      found.set(name, current);
    }
    current.push(line.trim());
  }
  return found;
}

type Info = { readonly name: string; readonly statename: string };

async function untilSettled(daemon: Daemon, names: readonly string[]): Promise<void> {
  await waitUntil('every program to have failed', async () => {
    const infos = (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly Info[];
    const moving = infos.filter(
      ({ name, statename }) => names.includes(name) && !['FATAL', 'STOPPED', 'EXITED'].includes(statename),
    );
    return moving.length === 0;
  });
}

const PORT = await freePort();
const PROGRAMS = brokenPrograms(PORT);

describe('broken programs', () => {
  const { path: directory, remove } = makeTempDir();
  let daemon: Daemon;
  let shown: Map<string, readonly string[]>;

  beforeAll(async () => {
    writeBrokenFiles(directory);
    const sections = PROGRAMS.map(
      ({ name, keys }) => `[program:${name}]\n${keys}\nstartsecs=1000\nstartretries=0\n`,
    );
    const held = '[program:holder]\ncommand=node %(here)s/bin/listen.mjs ';
    const holder = `${held}${PORT}\n`;
    const waiting = sections.map((section) =>
      section.includes('[program:port]') ? `${section}autostart=false\n` : section,
    );
    const text = [HEAD, ...waiting, holder].join('');
    daemon = new Daemon({ kind: 'vigild', directory, text });
    await daemon.start();
    await waitUntil('the holder of the port', () => portState(PORT).isHeld);
    await daemon.call('supervisor.startProcess', 'port', false);
    await untilSettled(
      daemon,
      PROGRAMS.map(({ name }) => name),
    );
    const { stdout, code } = await vigilctl(daemon, 'explain', 'all');
    expect(code).toBe(0);
    shown = blocks(stdout);
  });

  afterAll(async () => {
    await daemon?.destroy();
    remove();
  });

  it.each(PROGRAMS)('$name: $kind', async ({ name, kind, line, cure }) => {
    const lines = shown.get(name) ?? [];
    expect(lines.filter((text) => /^(?:Possible cause|Likely cause|Cause) /.test(text))[0]).toMatch(line);
    if (cure !== undefined) expect(lines.find((text) => text.startsWith('What to do'))).toMatch(cure);
    const answer = await daemon.call('vigil.explainProcess', name);
    expect(answer).toMatchObject({ causes: [{ kind }, ...(answer as { causes: object[] }).causes.slice(1)] });
  });

  it('has the last words of the program, safe to show, and the rule that decided', () => {
    const lines = shown.get('ownwords') ?? [];
    expect(lines).toContain('the database schema is too old');
    expect(lines.find((text) => text.startsWith('Rule'))).toMatch(/startretries=0: given up/);
    expect(lines.find((text) => text.startsWith('Next'))).toMatch(/vigilctl start ownwords$/);
  });
});

/** The lines about the one process that was asked for. */
async function explained(daemon: Daemon, name: string): Promise<readonly string[]> {
  const { stdout } = await vigilctl(daemon, 'explain', name);
  return blocks(stdout).get(name) ?? [];
}

const causeIn = (lines: readonly string[]) => lines.find((line) => /^\S* ?[Cc]ause /.test(line));

/** As the daemon sees who calls: this process. */
const ME = `\\S+ \\(.*pid ${process.pid}\\b.*\\)`;

describe('programs that operators brought down', () => {
  const TEXT = `${HEAD}
[program:obedient]
command=sleep 1000
startsecs=0
[program:deaf]
command=sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"
startsecs=0
stopwaitsecs=1
killasgroup=true
[program:told]
command=sleep 1000
startsecs=0
autorestart=false
[program:task]
command=sh -c "echo done"
startsecs=0
`;

  it('names the operator as the cause, and what the program did not heed', async () => {
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: TEXT }, async (daemon) => {
        await waitUntil('the deaf program', async () =>
          String(await daemon.call('supervisor.readProcessStdoutLog', 'deaf', 0, 0)).includes('ready'),
        );
        expect(await explained(daemon, 'obedient')).toContainEqual(
          expect.stringMatching(/^What happened +runs as pid \d+, for /),
        );
        await daemon.call('supervisor.stopProcess', 'obedient');
        await daemon.call('supervisor.stopProcess', 'deaf');
        await daemon.call('supervisor.signalProcess', 'told', 'TERM');
        await untilSettled(daemon, ['obedient', 'deaf', 'told', 'task']);
        expect(causeIn(await explained(daemon, 'obedient'))).toMatch(
          new RegExp(`^Cause +${ME} stopped it [\\d.]+ s ago$`),
        );
        expect(causeIn(await explained(daemon, 'deaf'))).toMatch(
          new RegExp(`^Cause +${ME} stopped it .* ago; it did not end within stopwaitsecs=1 and was killed$`),
        );
        expect(causeIn(await explained(daemon, 'told'))).toMatch(
          new RegExp(`^Cause +${ME} sent it SIGTERM .* ago`),
        );
        const task = await explained(daemon, 'task');
        expect(causeIn(task)).toMatch(/^Cause +it did its work and ended with status 0/);
        expect(task).toContainEqual(
          expect.stringMatching(/^Rule +autorestart=unexpected, and status 0 is expected \(exitcodes=0\)/),
        );
      }),
    );
  });

  it('tells when the next attempt follows, and as JSON', async () => {
    const text = `${HEAD}[program:slow]\ncommand=false\nstartretries=1000\n`;
    await withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        await waitUntil('the first waiting', async () => {
          const info = (await daemon.call('supervisor.getProcessInfo', 'slow')) as unknown as Info;
          return info.statename === 'BACKOFF';
        });
        const { stdout } = await vigilctl(daemon, '-o', 'json', 'explain', 'slow');
        expect(JSON.parse(stdout)).toMatchObject({
          processes: [
            {
              group: 'slow',
              name: 'slow',
              rule: { keys: ['startsecs', 'startretries'] },
              last_end: { kind: 'exited', code: 1, pid: expect.any(Number), uptime_ms: expect.any(Number) },
              causes: [{ kind: 'own-error', certainty: 'possible' }],
            },
          ],
        });
        const unknown = await vigilctl(daemon, 'explain', 'nobody');
        expect(unknown).toMatchObject({ code: 1, stdout: 'nobody: ERROR (no such process)\n' });
      }),
    );
  });
});

describeWithPeer('supervisord', 'explain against supervisord', () => {
  it('says what a Supervisor knows', async () => {
    const text = `${HEAD}
[program:lost]
command=sleeep 1000
startretries=0
[program:port]
command=sh -c "echo 'bind: address already in use: 127.0.0.1:8080' >&2; exit 1"
startretries=0
[program:task]
command=sh -c "exit 3"
startsecs=0
autorestart=false
`;
    await withTempDir((directory) =>
      withDaemon({ kind: 'supervisord', directory, text }, async (daemon) => {
        await untilSettled(daemon, ['lost', 'port', 'task']);
        expect(causeIn(await explained(daemon, 'lost'))).toMatch(/^Cause +command "sleeep" is in none of/);
        expect(causeIn(await explained(daemon, 'port'))).toMatch(
          /^Likely cause +the address that it wants is taken/,
        );
        expect(causeIn(await explained(daemon, 'task'))).toMatch(
          /^Possible cause +it ended by itself with status 3/,
        );
      }),
    );
  });
});
