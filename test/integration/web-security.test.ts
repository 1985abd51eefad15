/** Who may do what over HTTP: browsers of other origins, foreign names, guessers, and users who may only look. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { type WebAnswer, WebClient } from '../support/web-client.ts';
import { encodeXmlRpcCall } from '../support/xmlrpc-client.ts';

const [openPort, closedPort] = [await freePort(), await freePort()];
const directory = makeTempDir();

const CONFIG = `${daemonSections()}
[inet_http_server:open]
port=127.0.0.1:${openPort}
[inet_http_server:closed]
port=127.0.0.1:${closedPort}
username=admin
password=secret
read_only_username=guest
read_only_password=look
allowed_hosts=vigil.example.com,proxy.example.com:8443
public_health=true
[program:web]
command=cat
startsecs=0
stdout_logfile=%(here)s/web.log
`;

const daemon = new Daemon({ kind: 'vigild', directory: directory.path, text: CONFIG });
const open = new WebClient(openPort);
const closed = new WebClient(closedPort);
const basic = (user: string) => ({ Authorization: `Basic ${Buffer.from(user).toString('base64')}` });
const ADMIN = basic('admin:secret');
const GUEST = basic('guest:look');

beforeAll(async () => {
  await daemon.start();
  await daemon.untilRunning('web');
});

afterAll(async () => {
  await daemon.destroy();
  directory.remove();
});

const BROWSER = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

function xmlRpc(client: WebClient, method: string, headers: Record<string, string> = {}): Promise<WebAnswer> {
  const body = encodeXmlRpcCall(method, method.endsWith('Process') ? ['web'] : []);
  return client.call('/RPC2', { method: 'POST', headers: { 'Content-Type': 'text/xml', ...headers }, body });
}

describe('a page of another origin', () => {
  const HOSTILE = { Origin: 'http://127.0.0.1:1', ...BROWSER };

  it.each(['text/xml', 'text/plain', 'application/x-www-form-urlencoded'])(
    'cannot call a method with a body of %s',
    async (type) => {
      expect((await xmlRpc(open, 'supervisor.shutdown', { ...HOSTILE, 'Content-Type': type })).status).toBe(
        403,
      );
    },
  );

  it('cannot call a method as JSON, nor ask whether it may', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"supervisor.shutdown"}';
    const json = { 'Content-Type': 'application/json' };
    expect((await open.call('/rpc', { method: 'POST', headers: { ...HOSTILE, ...json }, body })).status).toBe(
      403,
    );
    const preflight = await open.call('/rpc', { method: 'OPTIONS', headers: HOSTILE });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('cannot read events, logs or metrics', async () => {
    for (const path of [
      '/events',
      '/logfile/web',
      '/mainlogfile',
      '/logtail/web',
      '/metrics',
      '/openrpc.json',
    ]) {
      expect((await open.call(path, { headers: HOSTILE })).status).toBe(403);
      const image = {
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'no-cors',
        'Sec-Fetch-Dest': 'image',
      };
      expect((await open.call(path, { headers: image })).status).toBe(403);
    }
  });

  it('cannot act by a link or an image, as Supervisor’s page would let it', async () => {
    const target = '/index.html?action=stopall';
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
      { Referer: 'http://evil.example/', ...BROWSER },
      BROWSER,
    ]) {
      expect((await open.call(target, { headers })).status).toBe(403);
    }
  });
});

it.each(['/', '/index.html', '/tail.html?processname=web', '/logtail/web', '/mainlogtail'])(
  'a page of another origin may link to %s',
  async (target) => {
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
      // What a browser sends that reaches a server without TLS.
      { Referer: 'http://dashboard.example/', ...BROWSER },
    ]) {
      expect(await open.status(target, headers)).toBe(200);
    }
  },
);

it('our own page may call, and so may programs', async () => {
  const own = { Origin: `http://127.0.0.1:${openPort}`, 'Sec-Fetch-Site': 'same-origin' };
  expect(await open.rpc('supervisor.getState', [], own)).toMatchObject({ result: { statename: 'RUNNING' } });
  expect((await xmlRpc(open, 'supervisor.getState')).status).toBe(200);
});

it('programs that call themselves Mozilla may call', async () => {
  // As clients on Java's HttpURLConnection do, which sends the type of a form where none is set.
  const named = { 'User-Agent': 'Mozilla/5.0', 'Content-Type': 'application/x-www-form-urlencoded' };
  expect((await xmlRpc(open, 'supervisor.getState', named)).status).toBe(200);
  expect((await xmlRpc(open, 'supervisor.getState', BROWSER)).status).toBe(200);
  expect(
    (await xmlRpc(open, 'supervisor.getState', { ...BROWSER, 'Content-Type': 'text/plain' })).status,
  ).toBe(403);
});

describe('a foreign name in Host', () => {
  it('is refused where anybody may call', async () => {
    const headers = { Host: 'evil.example' };
    expect((await open.call('/mainlogfile', { headers })).status).toBe(403);
    const browser = { ...headers, Origin: 'http://evil.example' };
    expect((await xmlRpc(open, 'supervisor.getState', browser)).status).toBe(403);
  });

  it('is no matter to programs that call methods, or that know the password', async () => {
    const headers = { Host: 'supervisor.internal:9001' };
    expect((await xmlRpc(open, 'supervisor.getState', headers)).status).toBe(200);
    expect((await closed.call('/mainlogfile', { headers: { ...headers, ...ADMIN } })).status).toBe(200);
  });

  it('is no matter to a browser that was given the password for it', async () => {
    const headers = { Host: 'supervisor.example:9001', Origin: 'http://supervisor.example:9001', ...ADMIN };
    expect(await closed.rpc('supervisor.getState', [], headers)).toHaveProperty('result');
    const elsewhere = { ...headers, Origin: 'http://evil.example' };
    expect((await xmlRpc(closed, 'supervisor.getState', elsewhere)).status).toBe(403);
  });

  it('is ours where the configuration says so', async () => {
    const headers = { Host: 'vigil.example.com', Origin: 'https://vigil.example.com', ...ADMIN };
    expect(await closed.rpc('supervisor.getState', [], headers)).toHaveProperty('result');
  });

  it.each(['proxy.example.com', 'proxy.example.com:8443', '127.0.0.1:9001'])(
    'is ours where a proxy on a port of its own sends %s',
    async (host) => {
      const headers = { Host: host, Origin: 'https://proxy.example.com:8443', ...ADMIN };
      expect(await closed.rpc('supervisor.getState', [], headers)).toHaveProperty('result');
    },
  );
});

describe('a user who may only look', () => {
  it('looks, by both protocols', async () => {
    expect((await xmlRpc(closed, 'supervisor.getAllProcessInfo', GUEST)).body).toContain(
      '<name>statename</name>',
    );
    expect(await closed.rpc('supervisor.getAllProcessInfo', [], GUEST)).toHaveProperty('result');
    expect((await closed.call('/mainlogfile', { headers: GUEST })).status).toBe(200);
  });

  it('does not touch, by either, nor by a call within a call', async () => {
    const fault = (await xmlRpc(closed, 'supervisor.stopProcess', GUEST)).body;
    expect(fault).toContain('<int>95</int>');
    expect(fault).toContain('NOT_PERMITTED');
    expect(await closed.rpc('supervisor.stopProcess', ['web'], GUEST)).toMatchObject({ error: { code: 95 } });
    const calls = [{ methodName: 'supervisor.stopProcess', params: ['web'] }];
    expect(await closed.rpc('system.multicall', [calls], GUEST)).toMatchObject({
      result: [{ faultCode: 95 }],
    });
    const { result } = await closed.rpc('supervisor.getProcessInfo', ['web'], GUEST);
    expect(result).toMatchObject({ statename: 'RUNNING' });
  });

  it('the other user may', async () => {
    expect(await closed.rpc('supervisor.stopProcess', ['web'], ADMIN)).toEqual({
      jsonrpc: '2.0',
      result: true,
      id: 1,
    });
    expect(await closed.rpc('supervisor.startProcess', ['web'], ADMIN)).toEqual({
      jsonrpc: '2.0',
      result: true,
      id: 1,
    });
  });
});

describe('without a password', () => {
  it('health is told where the configuration says so, and nothing else', async () => {
    expect((await closed.call('/healthz')).status).toBe(200);
    expect((await closed.call('/readyz')).status).toBe(200);
    for (const path of ['/metrics', '/events', '/openrpc.json', '/healthz/x']) {
      expect((await closed.call(path)).status).toBe(401);
    }
  });

  it('guessing becomes slow, and locks out nobody who knows', async () => {
    expect((await closed.call('/metrics', { headers: ADMIN })).status).toBe(200);
    const guess = () => closed.call('/metrics', { headers: basic('admin:guess') });
    const first = await guess();
    expect((await closed.call('/metrics', { headers: ADMIN })).status).toBe(200);
    const statuses = [first.status];
    let refused = first;
    // On a busy machine a wait may be over before the next guess; each makes the next one longer.
    for (let attempt = 0; attempt < 20 && refused.status !== 429; attempt += 1) {
      refused = await guess();
      statuses.push(refused.status);
    }
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await closed.call('/metrics', { headers: ADMIN })).status).toBe(200);
  });
});
