import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { askHttp, type HttpAnswer, type HttpAsk } from './http-answer.ts';

async function askServer(respond: RequestListener, changes: Partial<HttpAsk> = {}): Promise<HttpAnswer> {
  const server = createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b`);
    return await askHttp({ url, method: 'GET', headers: {}, within: 5000, ...changes });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('an answer has a status and a body', async () => {
  const answer = await askServer(
    (request, response) => {
      response.writeHead(404).end(`${request.method} ${request.url} ${request.headers['x-a']}`);
    },
    { headers: { 'X-A': 'b' } },
  );
  expect(answer).toEqual({ kind: 'answered', status: 404, reason: 'Not Found', body: 'GET /a?b b' });
});

test('a body is sent with its length', async () => {
  const respond: RequestListener = async (request, response) => {
    response.end(`${request.headers['content-length']} ${await text(request)}`);
  };
  expect(await askServer(respond, { method: 'POST', body: 'näxt' })).toMatchObject({ body: '5 näxt' });
});

const TIMEOUT = { kind: 'failed', code: 'TIMEOUT', message: 'no answer within 0.1 s' };

test('a server that hangs is not waited for', async () => {
  expect(await askServer(() => undefined, { within: 100 })).toEqual(TIMEOUT);
});

test('neither is one that does not come to an end', async () => {
  const respond: RequestListener = (_request, response) => {
    response.write('a');
  };
  expect(await askServer(respond, { within: 100 })).toEqual(TIMEOUT);
});

test('a server that breaks off has failed', async () => {
  const answer = await askServer((_request, response) => {
    response.writeHead(200, { 'Content-Length': '10' }).write('a', () => response.destroy());
  });
  expect(answer).toMatchObject({ kind: 'failed', code: 'ECONNRESET' });
});

test('so has one that is not there', async () => {
  const url = new URL(`http://127.0.0.1:${await freePort()}/`);
  const answer = await askHttp({ url, method: 'GET', headers: {}, within: 5000 });
  expect(answer).toMatchObject({ kind: 'failed', code: 'ECONNREFUSED' });
});
