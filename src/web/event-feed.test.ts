import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { EventFeed, MOST_READERS } from './event-feed.ts';
import { readFeedRequest } from './event-request.ts';
import { MOST_FRAMES } from './frame-queue.ts';

let world: TestWorld;
let feed: EventFeed;
let directory: TempDir;
let connections: AbortController[];

beforeEach(() => {
  world = new TestWorld();
  feed = new EventFeed(world, '1.2.3');
  directory = makeTempDir();
  connections = [];
});

afterEach(() => {
  for (const connection of connections) connection.abort();
  directory.remove();
});

interface Event {
  readonly id: number | null;
  readonly name: string;
  readonly data: unknown;
}

class Reader {
  readonly connection = new AbortController();
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly comments: string[] = [];
  #waiting: Event[] = [];

  constructor(query = '', headers: Record<string, string> = {}) {
    connections.push(this.connection);
    const request = readFeedRequest(`/events${query}`, headers);
    const chunks = request === null ? null : feed.open(request, this.connection.signal);
    if (chunks === null) throw new Error('refused');
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async next(): Promise<Event> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) return event;
      await this.chunk();
    }
  }

  /** One piece as it is sent. */
  async chunk(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done === true) throw new Error('the stream has ended');
    for (const text of Buffer.from(value).toString().split('\n\n')) this.#read(text);
  }

  #read(text: string): void {
    if (text.startsWith(':')) this.comments.push(text);
    const fields = new Map(
      text.split('\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 2)]),
    );
    const name = fields.get('event');
    const id = fields.get('id');
    if (name === undefined) return;
    this.#waiting.push({
      id: id === undefined ? null : Number(id),
      name,
      data: JSON.parse(fields.get('data') ?? ''),
    });
  }
}

describe('after what a page has inside', () => {
  test('comes what follows, and no snapshot', async () => {
    world.addPrograms('web');
    const { id, snapshot } = feed.now();
    expect(snapshot.processes).toMatchObject([{ name: 'web', statename: 'STOPPED' }]);
    const reader = new Reader(`?after=${id}`);
    world.process('web').start();
    expect(await reader.next()).toMatchObject({ name: 'state', data: { to: 'STARTING' } });
  });

  test('comes a snapshot where something happened before anybody read', async () => {
    world.addPrograms('web');
    const { id } = feed.now();
    world.process('web').start();
    const reader = new Reader(`?after=${id}`);
    expect(await reader.next()).toMatchObject({ name: 'snapshot' });
  });
});

describe('states', () => {
  test('come after a snapshot, with increasing ids', async () => {
    world.addPrograms('web');
    const reader = new Reader();
    const snapshot = await reader.next();
    expect(snapshot).toMatchObject({
      name: 'snapshot',
      data: {
        processes: [{ name: 'web', statename: 'STOPPED' }],
        daemon: { identification: 'supervisor', pid: 4242, version: '1.2.3', state: 'RUNNING' },
      },
    });
    world.run('web');
    const [first, second] = [await reader.next(), await reader.next()];
    expect([first, second]).toMatchObject([
      {
        name: 'state',
        data: { from: 'STOPPED', to: 'STARTING', info: { name: 'web', statename: 'STARTING', state: 10 } },
      },
      { name: 'state', data: { from: 'STARTING', to: 'RUNNING', info: { pid: 100, state: 20 } } },
    ]);
    expect([first.id, second.id]).toEqual([(snapshot.id ?? 0) + 1, (snapshot.id ?? 0) + 2]);
  });

  test('so do groups, configurations and the end', async () => {
    const reader = new Reader();
    await reader.next();
    world.addPrograms('web');
    world.supervisor.removeGroup('web');
    for (const listener of world.daemon.configListeners)
      listener({ kind: 'applied', groups: ['web'], failures: 0 });
    world.supervisor.requestShutdown();
    world.clock.settle();
    expect([
      await reader.next(),
      await reader.next(),
      await reader.next(),
      await reader.next(),
    ]).toMatchObject([
      { name: 'group', data: { kind: 'added', name: 'web' } },
      { name: 'group', data: { kind: 'removed', name: 'web' } },
      { name: 'config', data: { kind: 'applied', groups: ['web'] } },
      { name: 'daemon', data: { state: 'SHUTDOWN' } },
    ]);
  });

  test('only what was asked for is sent', async () => {
    const reader = new Reader('?types=config');
    await reader.chunk();
    world.addPrograms('web');
    for (const listener of world.daemon.configListeners) {
      listener({ kind: 'reread', added: [], changed: [], removed: [] });
    }
    expect(await reader.next()).toMatchObject({ name: 'config', data: { kind: 'reread' } });
  });
});

describe('a reader that comes back', () => {
  test('gets what it missed while somebody else read', async () => {
    world.addPrograms('web');
    new Reader();
    const first = new Reader();
    const { id } = await first.next();
    first.connection.abort();
    world.run('web');
    const again = new Reader('', { 'last-event-id': String(id) });
    expect([await again.next(), await again.next()]).toMatchObject([
      { name: 'state', data: { to: 'STARTING' } },
      { name: 'state', data: { to: 'RUNNING' } },
    ]);
  });

  test('gets a snapshot when nobody was there to remember', async () => {
    world.addPrograms('web');
    const first = new Reader();
    const { id } = await first.next();
    first.connection.abort();
    expect(feed.readerCount).toBe(0);
    world.run('web');
    const again = new Reader('', { 'last-event-id': String(id) });
    expect(await again.next()).toMatchObject({
      name: 'snapshot',
      data: { processes: [{ statename: 'RUNNING' }] },
    });
  });

  test('gets nothing old when nothing happened', async () => {
    world.addPrograms('web');
    const first = new Reader();
    const { id } = await first.next();
    first.connection.abort();
    const again = new Reader('', { 'last-event-id': String(id) });
    await again.chunk();
    world.run('web');
    expect(await again.next()).toMatchObject({ name: 'state', data: { to: 'STARTING' } });
  });

  test.each(['7', '9000000000000000'])('gets a snapshot for an id of another daemon, %s', async (id) => {
    expect(await new Reader('', { 'last-event-id': id }).next()).toMatchObject({ name: 'snapshot' });
  });
});

test('a reader that is too slow is told so, and gets a snapshot', async () => {
  world.addPrograms('web');
  const reader = new Reader();
  await reader.next();
  for (let number = 0; number < MOST_FRAMES; number += 1) {
    world.addGroup(aGroup([aProcess({ name: `p${number}` })]));
    world.supervisor.removeGroup(`p${number}`);
  }
  expect([await reader.next(), await reader.next()]).toMatchObject([
    { name: 'lag', data: { dropped: 2 * MOST_FRAMES } },
    { name: 'snapshot', data: { processes: [{ name: 'web' }] } },
  ]);
  world.run('web');
  expect(await reader.next()).toMatchObject({ name: 'state', data: { to: 'STARTING' } });
});

test('a silent connection shows now and then that it lives, and leaves no timer behind', async () => {
  const reader = new Reader();
  await reader.chunk();
  const chunk = reader.chunk();
  world.clock.advance(20_000);
  await chunk;
  expect(reader.comments).toHaveLength(1);
  reader.connection.abort();
  expect(world.clock.pendingTimers).toBe(0);
  expect(feed.readerCount).toBe(0);
});

test('there are as many readers as there may be', () => {
  for (let number = 0; number < MOST_READERS; number += 1) new Reader();
  expect(() => new Reader()).toThrow('refused');
});

describe('logs', () => {
  const log = (text: string, offset: number) => ({
    id: null,
    name: 'log',
    data: { name: 'web:web', channel: 'stdout', text, offset },
  });

  test('come from where they were', async () => {
    const path = join(directory.path, 'web.log');
    writeFileSync(path, 'old\n');
    world.addPrograms('web');
    world.runtime('web').stdoutLogfile = path;
    const reader = new Reader('?types=log&logs=web:web:stdout');
    await reader.chunk();
    // The file is opened in its own time: what is written until then counts as old.
    await untilFollowing(reader, path, 'old\n'.length);
    appendFileSync(path, 'new\n');
    let text = '';
    while (!text.endsWith('new\n')) {
      const { data } = (await reader.next()) as { data: { text: string } };
      text += data.text;
    }
    expect(text).toMatch(/^\.*new\n$/);
  });

  test('of a program that was never started come whole, once it is', async () => {
    const path = join(directory.path, 'web.log');
    world.addPrograms('web');
    const reader = new Reader('?types=log&logs=web:web:stdout');
    await reader.chunk();
    writeFileSync(path, 'first\n');
    world.runtime('web').stdoutLogfile = path;
    world.run('web');
    expect(await reader.next()).toEqual(log('first\n', 0));
    appendFileSync(path, 'second\n');
    expect(await reader.next()).toEqual(log('second\n', 6));
  });

  test('of a program that came up while its log was looked for', async () => {
    const path = join(directory.path, 'web.log');
    world.addPrograms('web');
    world.runtime('web').stdoutLogfile = path;
    const reader = new Reader('?types=log&logs=web:web:stdout');
    await reader.chunk();
    world.run('web');
    // Time for the look that this began to find nothing; what it found is told in a later turn.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    writeFileSync(path, 'first\n');
    world.clock.advance(1000);
    expect(await reader.next()).toEqual(log('first\n', 0));
  });

  test('come without their text for whoever reads the file', async () => {
    world.addPrograms('web');
    const reader = new Reader('?types=log&log=web:web:stdout&text=0');
    await reader.chunk();
    const path = join(directory.path, 'web.log');
    writeFileSync(path, 'first\n');
    world.runtime('web').stdoutLogfile = path;
    world.run('web');
    const data = { name: 'web:web', channel: 'stdout', offset: 0 };
    expect(await reader.next()).toEqual({ id: null, name: 'log', data });
  });
});

/** Appends until it is heard: from then on everything is. */
async function untilFollowing(reader: Reader, path: string, size: number): Promise<void> {
  const heard = reader.next();
  let isHeard = false;
  void heard.then(() => {
    isHeard = true;
  });
  while (!isHeard) {
    appendFileSync(path, '.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { data } = (await heard) as { data: { offset: number } };
  expect(data.offset).toBeGreaterThanOrEqual(size);
}
