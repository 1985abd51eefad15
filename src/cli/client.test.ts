import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { encodeFault, encodeResult } from '../rpc/xmlrpc/codec.ts';
import {
  type Credentials,
  HttpStatusError,
  MalformedReplyError,
  UnknownProtocolError,
  XmlRpcClient,
} from './client.ts';
import { UnexpectedReplyError } from './reply-values.ts';

interface Exchange {
  readonly client: XmlRpcClient;
  readonly requests: readonly { readonly message: IncomingMessage; readonly body: string }[];
}

interface Answer {
  readonly status?: number;
  readonly body: string;
}

async function against(
  { status = 200, body }: Answer,
  credentials: Credentials,
  use: (exchange: Exchange) => Promise<void>,
): Promise<void> {
  const requests: { message: IncomingMessage; body: string }[] = [];
  const server = createServer(async (message, response) => {
    let received = '';
    for await (const piece of message) received += String(piece);
    requests.push({ message, body: received });
    response.writeHead(status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new XmlRpcClient(`http://127.0.0.1:${port}`, credentials);
  try {
    await use({ client, requests });
  } finally {
    client.close();
    server.close();
    server.closeAllConnections();
  }
}

const ANONYMOUS: Credentials = { username: null, password: null };
const signal = new AbortController().signal;

describe('a call', () => {
  it('is a POST of XML to /RPC2, and its result is read', async () => {
    await against({ body: encodeResult('4.2.5') }, ANONYMOUS, async ({ client, requests }) => {
      expect(await client.call('supervisor.getSupervisorVersion')).toEqual({
        kind: 'result',
        value: '4.2.5',
      });
      const [request] = requests;
      expect(request?.message).toMatchObject({
        method: 'POST',
        url: '/RPC2',
        headers: { 'content-type': 'text/xml', accept: 'text/xml', 'user-agent': 'vigilctl' },
      });
      expect(request?.body).toContain('<methodName>supervisor.getSupervisorVersion</methodName>');
    });
  });

  it('gives a fault as a value', async () => {
    await against({ body: encodeFault(10, 'BAD_NAME: x') }, ANONYMOUS, async ({ client }) => {
      expect(await client.call('supervisor.startProcess', 'x')).toEqual({
        kind: 'fault',
        code: 10,
        message: 'BAD_NAME: x',
      });
    });
  });

  it.each([
    [{ status: 500, body: '' }, HttpStatusError],
    [{ status: 401, body: '' }, HttpStatusError],
    [{ body: '<html>' }, MalformedReplyError],
    [{ body: encodeResult('text') }, UnexpectedReplyError],
    [{ body: encodeResult([{ group: 'a' }]) }, UnexpectedReplyError],
  ])('fails on %j', async (answer, kind) => {
    await against(answer, ANONYMOUS, async ({ client }) => {
      await expect(client.call('supervisor.getAllProcessInfo')).rejects.toBeInstanceOf(kind);
    });
  });

  it('sends name and password only when there are both', async () => {
    const sent = async (username: string | null, password: string | null) => {
      let authorization: string | undefined;
      await against({ body: encodeResult(1) }, { username, password }, async ({ client, requests }) => {
        await client.call('supervisor.getPID');
        authorization = requests[0]?.message.headers.authorization;
      });
      return authorization;
    };
    expect(await sent('me', 'sëcret:')).toBe(`Basic ${Buffer.from('me:sëcret:').toString('base64')}`);
    expect(await sent('', '')).toBe('Basic Og==');
    expect(await sent('me', null)).toBeUndefined();
    expect(await sent(null, 'secret')).toBeUndefined();
  });

  it.each(['ftp://host', 'localhost:9001', 'http://host:port'])('refuses %s', async (url) => {
    const client = new XmlRpcClient(url, ANONYMOUS);
    await expect(client.call('supervisor.getPID')).rejects.toBeInstanceOf(UnknownProtocolError);
  });
});

describe('a stream', () => {
  const follow = async (client: XmlRpcClient, path: string) => {
    let text = '';
    const collect = (bytes: Uint8Array) => {
      text += Buffer.from(bytes).toString();
    };
    await client.stream(path, collect, { signal });
    return text;
  };

  it('is a GET, its path written so that any name arrives', async () => {
    await against({ body: 'lines' }, ANONYMOUS, async ({ client, requests }) => {
      expect(await follow(client, '/logtail/g:ö?#%/stdout')).toBe('lines');
      expect(requests[0]?.message).toMatchObject({ method: 'GET', url: '/logtail/g:%C3%B6%3F%23%25/stdout' });
    });
  });

  it('sends the password even without a name', async () => {
    await against({ body: '' }, { username: null, password: 'p' }, async ({ client, requests }) => {
      await follow(client, '/mainlogtail');
      expect(requests[0]?.message.headers.authorization).toBe(
        `Basic ${Buffer.from(':p').toString('base64')}`,
      );
    });
  });

  it('fails with the status of any other answer', async () => {
    await against({ status: 404, body: 'no' }, ANONYMOUS, async ({ client }) => {
      await expect(follow(client, '/logtail/x')).rejects.toMatchObject({ status: 404 });
    });
  });
});
