/** The interfaces for machines against a real daemon: JSON-RPC, events, log files, metrics, health. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { readTextIfAny, residentMemory } from '../support/proc-files.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { WebClient } from '../support/web-client.ts';

const MEBI = 1024 * 1024;
const port = await freePort();
const directory = makeTempDir();
const path = (name: string) => join(directory.path, name);

const CONFIG = `${daemonSections()}
[inet_http_server]
port=127.0.0.1:${port}
[program:tree]
command=sh -c "echo ready; sleep 1000 & sleep 1000 & wait"
stopasgroup=true
startsecs=0
critical=true
stdout_logfile=%(here)s/tree.log
environment=API_TOKEN="hush"
[program:ends]
command=sh -c "echo last words; exit 7"
startsecs=0
autostart=false
autorestart=false
stdout_logfile=%(here)s/ends.log
[program:many]
command=cat
numprocs=100
process_name=many_%(process_num)02d
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;

const daemon = new Daemon({ kind: 'vigild', directory: directory.path, text: CONFIG });
const client = new WebClient(port);

beforeAll(async () => {
  await daemon.start();
  await daemon.untilRunning('tree', 'many_99');
});

afterAll(async () => {
  await daemon.destroy();
  directory.remove();
});

describe('JSON-RPC', () => {
  it('answers what XML-RPC answers', async () => {
    const { result } = await client.rpc('supervisor.getAllConfigInfo');
    expect(result).toEqual(await daemon.call('supervisor.getAllConfigInfo'));
  });

  it('starts by name and reports faults by number', async () => {
    expect(await client.rpc('supervisor.startProcess', { name: 'many:many_00', wait: true })).toMatchObject({
      error: { code: 60, message: 'ALREADY_STARTED: many:many_00', data: { name: 'ALREADY_STARTED' } },
    });
  });

  it('describes itself', async () => {
    const answer = await client.call('/openrpc.json');
    const document = JSON.parse(answer.body) as { methods: { name: string }[] };
    const { result } = await client.rpc('system.listMethods');
    expect(document.methods.map(({ name }) => name)).toEqual(result);
  });

  it('tells what a whole tree of processes takes', async () => {
    await daemon.untilFile('tree.log');
    const usage = await waitUntil('both sleeps', async () => {
      const { result } = await client.rpc('vigil.getUsage');
      const found = (result as { name: string; processes: number }[]).find(({ name }) => name === 'tree');
      return found?.processes === 3 ? found : null;
    });
    expect(usage).toMatchObject({ group: 'tree', processes: 3, threads: 3 });
    expect(Object.values(usage ?? {}).filter((value) => typeof value === 'number' && value < 0)).toEqual([]);
  });

  it('shows the configuration in use without its secrets', async () => {
    const { result } = await client.rpc('vigil.getEffectiveConfig', ['tree']);
    const settings = result as { key: string; value: string; source: string }[];
    const line = CONFIG.split('\n').findIndex((text) => text.startsWith('environment=')) + 1;
    expect(settings.find(({ key }) => key === 'environment.API_TOKEN')).toEqual({
      key: 'environment.API_TOKEN',
      value: '***',
      source: `${path('supervisord.conf')}:${line}`,
    });
  });
});

describe('events', () => {
  it('tell of states and log lines, and of what was missed', async () => {
    const other = await client.events('/events?types=state');
    const stream = await client.events('/events?types=state,log&logs=ends:ends:stdout');
    const { data, id } = await stream.until('a snapshot', ({ name }) => name === 'snapshot');
    expect(data.processes).toHaveLength(102);
    expect(data.daemon).toMatchObject({ pid: daemon.pid, state: 'RUNNING' });
    await client.rpc('supervisor.startProcess', ['ends']);
    const exit = await stream.until('its exit', ({ name, data }) => name === 'state' && data.to === 'EXITED');
    expect(exit.data.info).toMatchObject({ name: 'ends', statename: 'EXITED' });
    await stream.until('its words', ({ name, data }) => name === 'log' && data.text === 'last words\n');
    stream.close();
    const again = await client.events('/events?types=state', { 'Last-Event-ID': id });
    const missed = await again.until('its exit once more', ({ data }) => data.to === 'EXITED');
    expect(missed.id).toBe(exit.id);
    expect(again.events.some(({ name }) => name === 'snapshot')).toBe(false);
    for (const open of [again, other]) open.close();
  });

  it('tell of the configuration', async () => {
    const stream = await client.events('/events?types=config');
    expect(stream.status).toBe(200);
    writeFileSync(path('supervisord.conf'), CONFIG.replace('exit 7', 'exit 8'));
    await client.rpc('supervisor.reloadConfig');
    const event = await stream.until('the rereading', ({ name }) => name === 'config');
    expect(event.data).toEqual({ kind: 'reread', added: [], changed: ['ends'], removed: [] });
    stream.close();
  });

  it('cost a bounded memory however slowly they are read', async () => {
    const before = residentMemory(daemon.pid);
    writeFileSync(path('tree.log'), '');
    const slow = await Promise.all(
      Array.from({ length: 20 }, () => client.events('/events?logs=tree:tree:stdout')),
    );
    for (const stream of slow) stream.pause();
    writeFileSync(path('tree.log'), `${'x'.repeat(99)}\n`.repeat(400_000));
    for (let round = 0; round < 15; round += 1) {
      await client.rpc('supervisor.stopProcessGroup', ['many']);
      await client.rpc('supervisor.startProcessGroup', ['many']);
    }
    expect(residentMemory(daemon.pid) - before).toBeLessThan(120 * MEBI);
    const [first] = slow;
    first?.resume();
    await first?.until('word of the loss', ({ name }) => name === 'lag');
    for (const stream of slow) stream.close();
  });
});

describe('log files', () => {
  const LOG = 'tree.log';
  const get = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    client.call(target, { headers, method });

  it('come whole, in parts, and as a download', async () => {
    writeFileSync(path(LOG), '0123456789<script>');
    const whole = await get('/logfile/tree:tree');
    expect(whole).toMatchObject({ status: 200, body: '0123456789<script>' });
    expect(whole.headers).toMatchObject({
      'content-type': 'text/plain;charset=utf-8',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'content-length': '18',
    });
    const part = await get('/logfile/tree/stdout', { Range: 'bytes=2-4' });
    expect(part).toMatchObject({ status: 206, body: '234' });
    expect(part.headers['content-range']).toBe('bytes 2-4/18');
    const beyond = await get('/logfile/tree', { Range: 'bytes=100-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */18']);
    const head = await get('/logfile/tree', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '18', '']);
    const download = await get('/logfile/tree?download=1');
    expect(download.headers['content-disposition']).toBe('attachment; filename="tree-tree-stdout.log"');
  });

  it('are found or not', async () => {
    expect((await get('/mainlogfile')).body).toContain('supervisord started with pid');
    for (const target of ['nope', 'tree:*', 'tree/other', 'many:many_00', 'tree/stdout/more', '%E0%A4%A']) {
      expect((await get(`/logfile/${target}`)).status).toBe(404);
    }
  });
});

describe('metrics and health', () => {
  it('are text that Prometheus reads', async () => {
    await client.rpc('supervisor.startProcess', ['ends']);
    await daemon.untilLog(/exited: ends/);
    const { headers, body } = await client.call('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = new Map(parsePrometheusTextFormat(body).map((family) => [family.name, family.metrics]));
    const sample = (family: string, name: string, stream?: string) =>
      families
        .get(family)
        ?.find(
          ({ labels }) => labels?.['name'] === name && (stream === undefined || labels['stream'] === stream),
        )?.value;
    expect(families.get('vigil_program_up')).toHaveLength(102);
    expect(sample('vigil_program_up', 'tree')).toBe('1');
    expect(sample('vigil_program_processes', 'tree')).toBe('3');
    expect(Number(sample('vigil_program_resident_bytes', 'tree'))).toBeGreaterThan(4096);
    expect(sample('vigil_program_last_exit_status', 'ends')).toBe('7');
    expect(Number(sample('vigil_program_output_bytes_total', 'ends', 'stdout'))).toBeGreaterThanOrEqual(11);
    expect(Number(families.get('vigil_resident_bytes')?.[0]?.value)).toBeGreaterThan(MEBI);
  });

  it('say whether what is critical runs', async () => {
    expect(await client.call('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await client.call('/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
    await client.rpc('supervisor.stopProcess', ['tree']);
    expect(await client.call('/readyz')).toMatchObject({ status: 503, body: 'not ready: tree is STOPPED\n' });
    expect((await client.call('/healthz', { method: 'HEAD' })).status).toBe(200);
    await client.rpc('supervisor.startProcess', ['tree']);
  });
});

it('nothing wakes the daemon once nobody asks any more', async () => {
  const stream = await client.events('/events?types=state,log&logs=tree:tree:stdout');
  await stream.until('a snapshot', ({ name }) => name === 'snapshot');
  stream.close();
  await client.call('/metrics');
  const wakeUps = () => {
    const [, count = ''] =
      /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readTextIfAny(`/proc/${daemon.pid}/status`)) ?? [];
    return Number(count);
  };
  const quiet = await waitUntil(
    'two seconds without a wake-up',
    async () => {
      const before = wakeUps();
      await delay(2000);
      return wakeUps() - before;
    },
    { accept: (count) => count === 0, within: 60_000 },
  );
  expect(quiet).toBe(0);
});
