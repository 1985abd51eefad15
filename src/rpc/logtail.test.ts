import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { followMainLog, followProcessLog, type LogTailResponse } from './logtail.ts';

let world: TestWorld;
let directory = '';
let client: AbortController;

beforeEach(() => {
  world = new TestWorld();
  client = new AbortController();
  directory = mkdtempSync(join(tmpdir(), 'vigil-'));
  world.addMembers('gröup', { name: 'web' });
  for (const channel of ['stdout', 'stderr'] as const) {
    const path = join(directory, channel);
    writeFileSync(path, channel);
    world.runtime('web')[`${channel}Logfile`] = path;
  }
});

afterEach(() => {
  client.abort();
  rmSync(directory, { recursive: true });
});

const follow = (target: string) => followProcessLog(world, { target, signal: client.signal });

/** The first pieces of a stream, until they hold the text. */
async function readUntil(response: LogTailResponse, text: string): Promise<string> {
  if (response.kind !== 'stream') throw new Error(`status ${response.status}`);
  let seen = '';
  for await (const piece of response.pieces) {
    seen += Buffer.from(piece).toString();
    if (seen.includes(text)) return seen;
    if (seen === 'stdout') appendFileSync(join(directory, 'stdout'), ' and more');
  }
  return seen;
}

describe('the log of a process', () => {
  test.each([
    ['/logtail/gr%C3%B6up:web', 'stdout'],
    ['/logtail/gr%C3%B6up%3Aweb/stdout', 'stdout'],
    ['//logtail/gr%C3%B6up:web/stderr?x=/y', 'stderr'],
  ])('%s sends %s', async (target, text) => {
    const response = await follow(target);
    expect(response).toMatchObject({
      status: 200,
      headers: {
        'Content-Type': 'text/plain;charset=utf-8',
        'Last-Modified': expect.stringMatching(/GMT$/),
        'X-Accel-Buffering': 'no',
      },
    });
    expect(await readUntil(response, text)).toBe(text);
  });

  test('goes on as the file grows', async () => {
    expect(await readUntil(await follow('/logtail/gr%C3%B6up:web'), 'more')).toBe('stdout and more');
  });

  test.each([
    '/logtail',
    '/logtail/',
    '/logtail/nope',
    '/logtail/gr%C3%B6up:nope',
    '/logtail/gr%C3%B6up:*',
    '/logtail/gr%C3%B6up:web/stdin',
    '/logtail/gr%C3%B6up:web/stdout/',
    '/logtail/gr%C3%B6up:web/stdout/more',
    '/logtail/%FF',
  ])('%s is not found', async (target) => {
    expect(await follow(target)).toEqual({ kind: 'error', status: 404 });
  });

  test('without a file it is not found', async () => {
    world.runtime('web').stdoutLogfile = join(directory, 'missing');
    expect(await follow('/logtail/gr%C3%B6up:web')).toEqual({ kind: 'error', status: 404 });
  });
});

test("the daemon's own log", async () => {
  const request = { target: '/mainlogtail', signal: client.signal };
  expect(await followMainLog(world, request)).toEqual({ kind: 'error', status: 404 });
  world.daemon.logfile = join(directory, 'stderr');
  const response = await followMainLog(world, request);
  expect(response).toMatchObject({ headers: { 'Content-Type': 'text/plain;charset=utf-8' } });
  expect(await readUntil(response, 'stderr')).toBe('stderr');
});
