import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuthenticator } from './basic-auth.ts';
import type { Access } from './exchange.ts';
import { ListenError } from './listen-error.ts';
import { errorPage, type HttpHandler, type HttpRequest, type HttpResponse } from './message.ts';
import { createRouter } from './router.ts';
import { type HttpServer, type HttpServerSettings, openHttpServer } from './server.ts';

let directory = '';
let path = '';
let open: HttpServer[] = [];
let errors: unknown[] = [];
let accesses: Access[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigil-'));
  path = join(directory, 'http.sock');
  errors = [];
  accesses = [];
});

afterEach(async () => {
  for (const server of open) await server.close({ signal: AbortSignal.abort() });
  open = [];
  rmSync(directory, { recursive: true });
});

const text = (body: string): ReturnType<HttpHandler> => ({
  kind: 'whole',
  status: 200,
  headers: { 'Content-Type': 'text/plain' },
  body,
});

/** A busy machine may take longer than the second that is waited otherwise. */
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 9000 });

const echo: HttpHandler = ({ body, target }) => text(`${target}:${body}`);

function settingsFor(handler: HttpHandler, rest: Partial<HttpServerSettings> = {}): HttpServerSettings {
  return {
    address: { kind: 'unix', path, mode: 0o700, owner: null },
    router: createRouter([
      { match: 'prefix', path: '/', handlers: { GET: handler, POST: handler }, otherMethods: 'bad-request' },
    ]),
    authenticator: null,
    serverName: 'test',
    report: () => undefined,
    onError: (error) => errors.push(error),
    onAccess: (access) => accesses.push(access),
    ...rest,
  };
}

async function serve(handler: HttpHandler, rest: Partial<HttpServerSettings> = {}): Promise<HttpServer> {
  const server = await openHttpServer(settingsFor(handler, rest));
  open.push(server);
  return server;
}

/** A raw connection that remembers what came. */
class Client {
  readonly socket: Socket = connect({ path });
  received = '';
  readonly closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));

  constructor() {
    this.socket.on('data', (data) => {
      this.received += data;
    });
    this.socket.on('error', () => undefined);
  }

  send(bytes: string): this {
    this.socket.write(bytes);
    return this;
  }

  /** Resolves when the text has come; the test's own timeout is the bound. */
  async until(wanted: string): Promise<string> {
    while (!this.received.includes(wanted)) {
      await new Promise<void>((resolve, reject) => {
        this.socket.once('data', () => resolve());
        this.socket.once('close', () => reject(new Error(`closed after: ${this.received}`)));
      });
    }
    return this.received;
  }
}

async function ask(request: string): Promise<string> {
  const client = new Client().send(request);
  await client.closed;
  return client.received;
}

const delayed = (body: string) =>
  new Promise<HttpResponse>((resolve) => setImmediate(() => resolve(text(body))));

const post = (body: string, headers = '') =>
  `POST /x HTTP/1.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

describe('requests', () => {
  test('a GET gets what its handler gives', async () => {
    await serve(echo);
    const answer = await ask('GET /a?b HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(
      /^HTTP\/1\.1 200 OK\r\nServer: test\r\nContent-Type: text\/plain\r\nContent-Length: 5\r\n/,
    );
    expect(answer.endsWith('\r\n\r\n/a?b:')).toBe(true);
    expect(accesses).toEqual([
      { client: 'localhost:0', method: 'GET', target: '/a?b', httpVersion: '1.1', status: 200, bytes: 5 },
    ]);
  });

  test('a POST carries its body', async () => {
    await serve(echo);
    expect(await ask(post('höl', 'Connection: close\r\n'))).toContain('/x:höl');
  });

  test('a chunked body is taken', async () => {
    await serve(echo);
    const answer = await ask(
      'POST /x HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n',
    );
    expect(answer).toContain('/x:abcd');
  });

  test('the length of a reply counts bytes', async () => {
    await serve(() => text('öäü'));
    expect(await ask('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain('Content-Length: 6\r\n');
  });

  test('an answer that only says that nothing changed tells no length, and the connection stays open', async () => {
    await serve(({ target }) => (target === '/same' ? { ...text(''), status: 304 } : text('next')));
    const client = new Client().send('GET /same HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n');
    const [first = ''] = (await client.until('next')).split('\r\n\r\n');
    expect(first).toMatch(/^HTTP\/1\.1 304 /);
    expect(first).not.toMatch(/content-length|transfer-encoding/i);
  });

  test('memory of a body may be used again once it is told that the body is sent', async () => {
    const memory = Buffer.alloc(3_000_000);
    let isFree = true;
    await serve(({ target }) => {
      expect(isFree).toBe(true);
      isFree = false;
      return {
        kind: 'whole',
        status: 200,
        headers: {},
        body: memory.fill(target.slice(1)),
        onSent: () => {
          isFree = true;
        },
      };
    });
    const answer = await ask(
      'GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\nConnection: close\r\n\r\n',
    );
    const bodies = answer.split(/HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n/).slice(1);
    expect(bodies.map((body) => [body.length, /^(.)\1*$/.exec(body)?.[1]])).toEqual([
      [3_000_000, 'a'],
      [3_000_000, 'b'],
      [3_000_000, 'c'],
    ]);
    expect(errors).toEqual([]);
  });

  test('a connection stays open and serves several requests', async () => {
    await serve(echo);
    const client = new Client().send(post('one'));
    await client.until(':one');
    await client.send(post('two')).until(':two');
    client.socket.end();
    await client.closed;
  });

  test('pipelined requests are handled one after another', async () => {
    const steps: string[] = [];
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    await serve(async ({ body }) => {
      steps.push(`begin ${body}`);
      if (String(body) === 'one') await first;
      steps.push(`end ${body}`);
      return text(String(body));
    });
    const client = new Client().send(post('one') + post('two', 'Connection: close\r\n'));
    const probe = new Client().send(post('probe'));
    await probe.until('probe');
    expect(steps.filter((step) => !step.includes('probe'))).toEqual(['begin one']);
    release();
    await client.closed;
    expect(steps.filter((step) => !step.includes('probe'))).toEqual([
      'begin one',
      'end one',
      'begin two',
      'end two',
    ]);
    expect(client.received).toMatch(/one.*two/s);
    probe.socket.destroy();
  });

  test('pipelined requests that are answered at once are answered in order', async () => {
    await serve(echo);
    const targets = Array.from({ length: 50 }, (_, index) => `/${index};`);
    const mixed = targets.map((target, index) =>
      index % 3 === 0 ? post(target) : `GET ${target} HTTP/1.1\r\n\r\n`,
    );
    const client = new Client().send(`${mixed.join('')}GET /last HTTP/1.1\r\nConnection: close\r\n\r\n`);
    await client.closed;
    const echoes = targets.map((target, index) => (index % 3 === 0 ? `/x:${target}` : `${target}:`));
    expect(client.received.match(/\/.*:.*(?=HTTP|$)/g)?.map((line) => line.trim())).toEqual([
      ...echoes,
      '/last:',
    ]);
    expect(accesses).toHaveLength(51);
  });

  test('a client that closes its side after its requests reads its answers', async () => {
    await serve(({ body }) => (String(body) === 'later' ? delayed('later') : text(String(body))));
    const client = new Client().send(post('at once') + post('later'));
    client.socket.end();
    await client.closed;
    expect(client.received).toMatch(/at once.*later/s);
  });

  test('a client that closes its side while its answer is being made reads it', async () => {
    let answer: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await serve(async ({ body }) => {
      if (String(body) === 'waits') await wait;
      return text(String(body));
    });
    const client = new Client().send(post('waits') + post('next'));
    client.socket.end();
    // Two rounds through the server, in which it reads the end of the first connection.
    for (let round = 0; round < 2; round += 1) await ask('GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    answer();
    await client.closed;
    expect(client.received).toMatch(/waits.*next/s);
  });

  test('HTTP/1.0 is answered and closed', async () => {
    await serve(echo);
    expect(await ask('GET / HTTP/1.0\r\n\r\n')).toContain('200 OK');
  });
});

describe('refusals', () => {
  test.each([
    ['another method', 'PUT / HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', 400],
    ['a bad request line', 'hello\r\n\r\n', 400],
    ['POST without a length', 'POST / HTTP/1.1\r\nConnection: close\r\n\r\n', 411],
    ['a body that is announced too large', 'POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n', 413],
    [
      'a chunked body that grows too large',
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nc8\r\n${'x'.repeat(200)}`,
      413,
    ],
    ['headers that are too large', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s', async (_name, request, status) => {
    await serve(echo, { maxBodyBytes: 100 });
    const answer = await ask(request);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer.endsWith(errorPage(status))).toBe(true);
  });

  test('an error page is worded as in Supervisor', () => {
    expect(errorPage(404)).toBe(
      '<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n' +
        '<p>Error code 404.\r\n<p>Message: Not Found.\r\n</body>\r\n',
    );
  });

  test('a client without the password may send its body after the head, and reads its 401', async () => {
    await serve(echo, { authenticator: await createAuthenticator({ username: 'a', password: 'b' }) });
    const client = new Client().send('POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n');
    // Served after the head of the first, and so a sign that the first was not refused yet.
    await ask('GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(client.received).toBe('');
    client.send('body');
    await client.closed;
    expect(client.received).toContain('HTTP/1.1 401 Unauthorized\r\n');
  });

  test('without the password nothing is answered but 401', async () => {
    await serve(echo, { authenticator: await createAuthenticator({ username: 'a', password: 'b' }) });
    const answer = await ask(post('x'));
    expect(answer).toContain('HTTP/1.1 401 Unauthorized\r\n');
    expect(answer).toContain('WWW-Authenticate: Basic realm="default"\r\n');
    expect(answer).toContain('Connection: close\r\n');
    const granted = `Authorization: Basic ${Buffer.from('a:b').toString('base64')}\r\nConnection: close\r\n`;
    expect(await ask(post('x', granted))).toContain('200 OK');
  });

  test.each<[string, HttpHandler]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])(
    'a handler that %s is answered with 500 and reported, and the next request is served',
    async (_how, broken) => {
      await serve((request) => (request.target === '/x' ? broken(request) : echo(request)));
      const client = new Client().send(`${post('x')}GET /next HTTP/1.1\r\n\r\n`);
      await client.until('/next:');
      expect(client.received).toContain(errorPage(500));
      expect(errors).toEqual([new Error('broken')]);
      expect(accesses.map(({ status }) => status)).toEqual([500, 200]);
      client.socket.destroy();
    },
  );

  test('headers that cannot be sent are answered with 500 and reported', async () => {
    await serve(() => ({ kind: 'whole', status: 200, headers: { 'X-Bad': 'a\nb' }, body: '' }));
    const client = new Client().send(post('x'));
    await client.until(errorPage(500));
    expect(errors).toHaveLength(1);
    client.socket.destroy();
  });
});

describe('a client that goes away', () => {
  test('in the middle of a body ends its request, which no handler sees', async () => {
    let handled = 0;
    const server = await serve(() => {
      handled += 1;
      return text('');
    });
    const client = new Client().send('POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nab');
    await ask('GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    client.socket.destroy();
    await eventually(() => expect(accesses).toHaveLength(2));
    expect([handled, errors]).toEqual([1, []]);
    await server.close({ signal: new AbortController().signal });
  });

  test('aborts its request, and the ones behind it are not carried out', async () => {
    const seen: string[] = [];
    let leave: () => void = () => undefined;
    let resolveAborted: () => void = () => undefined;
    const aborted = new Promise<void>((resolve) => {
      resolveAborted = resolve;
    });
    await serve(({ body, signal }) => {
      seen.push(String(body));
      leave();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason);
          resolveAborted();
        });
      });
    });
    const client = new Client();
    leave = () => client.socket.destroy();
    client.send(post('one') + post('two'));
    await aborted;
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['one']);
    expect(errors).toEqual([]);
  });
});

describe('streams', () => {
  async function* letters(signal: AbortSignal, ended: () => void): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('a');
      yield Buffer.from('b');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      ended();
    }
  }

  function stream({ signal }: HttpRequest, ended: () => void): ReturnType<HttpHandler> {
    return { kind: 'stream', status: 200, headers: { 'X-A': 'b' }, pieces: letters(signal, ended) };
  }

  test('pieces go out as they come, and end with the client', async () => {
    let resolveEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    await serve((request) => stream(request, resolveEnded));
    const client = new Client().send('GET / HTTP/1.1\r\n\r\n');
    expect(await client.until('b\r\n')).toContain('Transfer-Encoding: chunked');
    client.socket.destroy();
    await ended;
    expect(errors).toEqual([]);
  });

  test.each([
    ['at once', async () => undefined],
    ['later', () => delayed('')],
  ])('that begin %s end when the client closes its side', async (_when, waiting) => {
    let resolveEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    await serve(async (request) => {
      await waiting();
      return stream(request, resolveEnded);
    });
    const client = new Client().send('GET / HTTP/1.1\r\n\r\n');
    client.socket.end();
    await Promise.all([ended, client.closed]);
    expect(errors).toEqual([]);
  });

  test('they end when the server closes', async () => {
    const server = await serve((request) => stream(request, () => undefined));
    const client = new Client().send('GET / HTTP/1.1\r\n\r\n');
    await client.until('b\r\n');
    await server.close({ signal: new AbortController().signal });
    await client.closed;
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('connections', () => {
  test('a response under way is sent before the server closes', async () => {
    const large = 'x'.repeat(3_000_000);
    const server = await serve(() => text(large));
    const client = new Client().send('GET / HTTP/1.1\r\n\r\n');
    await client.until('x');
    await server.close({ signal: new AbortController().signal });
    await client.closed;
    expect(client.received.endsWith(`\r\n\r\n${large}`)).toBe(true);
  });

  test('above the bound the oldest idle one makes room', async () => {
    await serve(echo, { maxConnections: 2 });
    const clients = [];
    for (const body of ['one', 'two', 'three']) {
      const client = new Client().send(post(body));
      await client.until(`:${body}`);
      clients.push(client);
    }
    await clients[0]?.closed;
    await clients[1]?.send(post('again')).until(':again');
    for (const { socket } of clients) socket.destroy();
  });

  test('where few descriptors are left a new one is served, and the oldest idle one makes room', async () => {
    let areScarce = false;
    await serve(echo, { areFewLeft: () => areScarce });
    const [first, second] = [new Client().send(post('one')), new Client().send(post('two'))];
    await Promise.all([first.until(':one'), second.until(':two')]);
    areScarce = true;
    const third = new Client().send(post('three'));
    await Promise.all([third.until(':three'), first.closed]);
    await second.send(post('again')).until(':again');
    for (const { socket } of [second, third]) socket.destroy();
  });

  test('above the bound one that sent a part of a request makes room', async () => {
    await serve(echo, { maxConnections: 1 });
    const half = new Client().send('POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo');
    const other = new Client().send(post('body'));
    await half.closed;
    await other.until(':body');
    other.socket.destroy();
  });

  test('who does not read its answers gets no more of them', async () => {
    const large = 'x'.repeat(3_000_000);
    let handled = 0;
    await serve(({ target }) => {
      handled += 1;
      return text(target === '/other' ? 'other' : large);
    });
    const client = new Client();
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\n\r\n'.repeat(10));
    // Each is a round through the server, in which it would have answered the next of the ten.
    for (let round = 0; round < 20; round += 1) await ask('GET /other HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(handled).toBe(21);
    client.socket.resume();
    await eventually(() => expect(handled).toBe(30));
    client.socket.destroy();
  });

  test('who sends hundreds of requests ahead of the answers is cut off', async () => {
    await serve(() => new Promise(() => undefined));
    const client = new Client().send('GET / HTTP/1.1\r\n\r\n'.repeat(500));
    await client.closed;
    expect(client.received).toBe('');
  });
});

describe('inet', () => {
  const inet = (host: string, port: number) => ({ kind: 'inet', host, port }) as const;

  test.each(['127.0.0.1', 'localhost', ''])('a server on host "%s" answers over TCP', async (host) => {
    const server = await serve(echo, { address: inet(host, 0) });
    const answer = await fetch(`http://127.0.0.1:${server.port}/y`, { method: 'POST', body: 'z' });
    expect(await answer.text()).toBe('/y:z');
    expect(accesses[0]?.client).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test.each([
    [
      'a port in use',
      'in-use',
      'EADDRINUSE',
      98,
      async () => inet('127.0.0.1', (await serve(echo, { address: inet('127.0.0.1', 0) })).port ?? 0),
    ],
    ['a foreign address', 'failed', 'EADDRNOTAVAIL', 99, async () => inet('192.0.2.1', 1)],
    ['an unknown name', 'name-not-resolved', 'ENOTFOUND', -2, async () => inet('no.such.host.invalid', 1)],
  ])('%s is reported', async (_name, kind, code, errno, address) => {
    const error = await openHttpServer(settingsFor(echo, { address: await address() })).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(ListenError);
    expect(error.kind).toBe(kind);
    if (kind !== 'name-not-resolved') expect(error).toMatchObject({ code, errno });
  });
});

describe('coming to rest for a successor', () => {
  const get = 'GET /a HTTP/1.1\r\n\r\n';
  const never = () => new AbortController().signal;
  const isSettled = async (promise: Promise<unknown>) => {
    const turn = new Promise((resolve) => setTimeout(resolve, 20, 'pending'));
    return (await Promise.race([promise.then(() => 'settled'), turn])) === 'settled';
  };

  test('what clients send afterwards is not read, and answered when the server goes on', async () => {
    const server = await serve(echo);
    const known = new Client().send(get);
    await known.until('/a:');
    const silent = new Client();
    await new Promise((resolve) => silent.socket.once('connect', resolve));
    await eventually(async () =>
      expect((await server.rest({ signal: never() })).connections).toHaveLength(2),
    );
    known.send('GET /b HTTP/1.1\r\n\r\n');
    silent.send('GET /c HTTP/1.1\r\n\r\n');
    const late = new Client().send('GET /d HTTP/1.1\r\n\r\n');
    expect(await isSettled(known.until('/b:'))).toBe(false);
    expect([silent.received, late.received]).toEqual(['', '']);
    server.goOn();
    await known.until('/b:');
    await silent.until('/c:');
    await late.until('/d:');
  });

  test('a request under way is waited for, also one of which only a part has come', async () => {
    const server = await serve(echo);
    const client = new Client().send(get);
    await client.until('/a:');
    client.send('POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nab');
    await eventually(async () => {
      const early = await server.rest({ signal: AbortSignal.timeout(20) });
      server.goOn();
      expect(early.connections).toEqual([]);
    });
    const rest = server.rest({ signal: never() });
    expect(await isSettled(rest)).toBe(false);
    client.send('cd');
    await client.until('/x:abcd');
    expect((await rest).connections).toHaveLength(1);
  });

  test('a request that is answered while it is read is waited for', async () => {
    const server = await serve(echo);
    const client = new Client().send(get);
    await client.until('/a:');
    client.send('GET /b HTTP/1.1\r\n');
    await eventually(async () => {
      const early = await server.rest({ signal: AbortSignal.timeout(20) });
      server.goOn();
      expect(early.connections).toEqual([]);
    });
    const rest = server.rest({ signal: never() });
    client.send('\r\n');
    await client.until('/b:');
    expect((await rest).connections).toHaveLength(1);
  });

  test('a stream ends', async () => {
    const pieces = async function* () {
      yield Buffer.from('first');
      await new Promise(() => undefined);
    };
    const server = await serve(() => ({ kind: 'stream', status: 200, headers: {}, pieces: pieces() }));
    const client = new Client().send(get);
    await client.until('first');
    expect((await server.rest({ signal: never() })).connections).toEqual([]);
    await client.closed;
  });
});
