import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { decodeCall, encodeFault, encodeResult } from '../../rpc/xmlrpc/codec.ts';
import { ApiError, apiFromEnvironment, namespecOf, type SupervisorApi } from './supervisor-api.ts';

interface Call {
  readonly authorization: string | undefined;
  readonly call: unknown;
}

/** A daemon on a socket that gives this reply to everything. */
async function withDaemon(
  reply: { readonly status?: number; readonly body: string },
  use: (api: SupervisorApi, calls: readonly Call[]) => Promise<void>,
): Promise<void> {
  await withTempDir(async (directory) => {
    const path = join(directory, 'sock');
    const calls: Call[] = [];
    const server = createServer(async (request, response) => {
      const { authorization } = request.headers;
      calls.push({ authorization, call: decodeCall(await text(request)) });
      response.writeHead(reply.status ?? 200).end(reply.body);
    }).listen(path);
    await once(server, 'listening');
    const api = apiFromEnvironment({
      SUPERVISOR_SERVER_URL: `unix://${path}`,
      SUPERVISOR_USERNAME: 'ops',
      SUPERVISOR_PASSWORD: 'a:b',
    });
    try {
      if (api === null) throw new Error('there is a server');
      await use(api, calls);
    } finally {
      server.close();
    }
  });
}

test('there is none without a server', () => {
  expect(apiFromEnvironment({})).toBeNull();
  expect(apiFromEnvironment({ SUPERVISOR_SERVER_URL: '' })).toBeNull();
});

test('processes are read from what the daemon tells', async () => {
  const info = { name: 'web', group: 'shop', state: 20, pid: 7, start: 1, now: 2 };
  await withDaemon({ body: encodeResult([{ ...info, logfile: '/x' }]) }, async (api, calls) => {
    expect(await api.processes()).toEqual([info]);
    expect(calls).toEqual([
      {
        authorization: `Basic ${Buffer.from('ops:a:b').toString('base64')}`,
        call: { kind: 'call', method: 'supervisor.getAllProcessInfo', params: [] },
      },
    ]);
  });
});

test('orders are done or refused', async () => {
  await withDaemon({ body: encodeResult(true) }, async (api, calls) => {
    expect(await api.stop('shop:web')).toBeNull();
    expect(await api.start('shop:web')).toBeNull();
    expect(calls).toMatchObject([
      { call: { method: 'supervisor.stopProcess', params: ['shop:web'] } },
      { call: { method: 'supervisor.startProcess', params: ['shop:web'] } },
    ]);
  });
  await withDaemon({ body: encodeFault(70, 'NOT_RUNNING: web') }, async (api) => {
    expect(await api.stop('web')).toBe('NOT_RUNNING: web');
  });
});

test.each([
  { reply: { status: 401, body: '' }, message: 'Cannot reach the daemon: HTTP status 401' },
  { reply: { body: encodeFault(6, 'SHUTDOWN_STATE') }, message: 'Cannot list the processes: SHUTDOWN_STATE' },
  { reply: { body: encodeResult(1) }, message: 'Cannot list the processes: the answer is no list' },
  { reply: { body: 'hello' }, message: 'Cannot call supervisor.getAllProcessInfo: ' },
])('$message', async ({ reply, message }) => {
  await withDaemon(reply, async (api) => {
    await expect(api.processes()).rejects.toThrow(message);
  });
});

test('a daemon that is not there is an error', async () => {
  const api = apiFromEnvironment({ SUPERVISOR_SERVER_URL: 'unix:///nonexistent/sock' });
  await expect(api?.processes()).rejects.toThrow(ApiError);
});

test.each([
  { group: 'web', name: 'web', namespec: 'web' },
  { group: 'shop', name: 'web', namespec: 'shop:web' },
])('the namespec $namespec', ({ group, name, namespec }) => {
  expect(namespecOf({ group, name })).toBe(namespec);
});
