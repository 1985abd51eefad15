import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ListenError } from './listen-error.ts';
import { listenOnUnixSocket, MAX_SOCKET_PATH_BYTES, type UnixSocketAddress } from './unix-socket.ts';

let directory = '';
let servers: Server[] = [];
let reported: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigil-'));
  reported = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
  rmSync(directory, { recursive: true });
});

function listen(options: ListenOptions): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, resolve);
  });
}

function open(path: string, rest: Partial<UnixSocketAddress> = {}) {
  const address: UnixSocketAddress = { kind: 'unix', path, mode: 0o700, owner: null, ...rest };
  return listenOnUnixSocket(address, listen, (line) => reported.push(line));
}

async function failure(promise: Promise<unknown>): Promise<ListenError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ListenError)) throw new Error(`expected a ListenError, got ${error}`);
  return error;
}

/** A socket file that nobody listens on. */
async function makeStale(path: string): Promise<void> {
  await listen({ path: `${path}.gone` });
  linkSync(`${path}.gone`, path);
  await new Promise((resolve) => servers.pop()?.close(resolve));
}

test.each([0o700, 0o770, 0o777, 0o600])(
  'the socket has the mode %i, and only the path is left',
  async (mode) => {
    const path = join(directory, 'a.sock');
    await open(path, { mode });
    expect(statSync(path).isSocket()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(mode);
    expect(readdirSync(directory)).toEqual(['a.sock']);
  },
);

test('a stale socket is replaced, and said so', async () => {
  const path = join(directory, 'a.sock');
  await makeStale(path);
  await open(path);
  expect(reported).toEqual([`Unlinking stale socket ${path}\n`]);
  expect(readdirSync(directory)).toEqual(['a.sock']);
});

test('a socket that somebody listens on is left alone', async () => {
  const path = join(directory, 'a.sock');
  await open(path);
  const { ino } = statSync(path);
  const error = await failure(open(path));
  expect(error).toMatchObject({ kind: 'in-use', code: 'EADDRINUSE', errno: 98, address: path });
  expect(statSync(path).ino).toBe(ino);
  expect(reported).toEqual([]);
});

test('a file that is no socket is left alone', async () => {
  const path = join(directory, 'a.sock');
  writeFileSync(path, 'precious');
  expect(await failure(open(path))).toMatchObject({ kind: 'not-a-socket' });
  expect(statSync(path).size).toBe(8);
});

test('a missing directory is reported with its errno', async () => {
  const error = await failure(open(join(directory, 'missing', 'a.sock')));
  expect(error).toMatchObject({ kind: 'failed', code: 'ENOENT', errno: 2 });
});

describe('long paths', () => {
  /** A path of exactly so many bytes. */
  function pathOf(length: number): string {
    const folder = join(directory, 'd'.repeat(length - Buffer.byteLength(directory) - 10));
    mkdirSync(folder);
    return join(folder, 'a'.repeat(length - Buffer.byteLength(folder) - 1));
  }

  test('the longest path works, although the temporary name is longer', async () => {
    const path = pathOf(MAX_SOCKET_PATH_BYTES);
    await open(path);
    expect(statSync(path).isSocket()).toBe(true);
  });

  test('a longer one is refused with path, length and limit', async () => {
    const path = pathOf(MAX_SOCKET_PATH_BYTES + 1);
    const error = await failure(open(path));
    expect(error.kind).toBe('path-too-long');
    expect(error.message).toBe(`The path of the unix socket "${path}" has 108 bytes, but the limit is 107`);
  });
});

describe('removing', () => {
  test('removes the socket', async () => {
    const file = await open(join(directory, 'a.sock'));
    file.remove();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('leaves what a successor put there', async () => {
    const path = join(directory, 'a.sock');
    const file = await open(path);
    rmSync(path);
    await open(path);
    file.remove();
    expect(readdirSync(directory)).toEqual(['a.sock']);
  });
});

test('an owner without ids changes nothing', async () => {
  const path = join(directory, 'a.sock');
  await open(path, { owner: { uid: null, gid: null } });
  expect(statSync(path).uid).toBe(process.getuid?.());
});
