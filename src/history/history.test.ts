import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { splitNamespec } from '../core/namespec.ts';
import { History } from './history.ts';

let directory: TempDir;
let path: string;
let clock: FakeClock;
let troubles: string[];

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'x.history');
  clock = new FakeClock();
  troubles = [];
});

afterEach(() => directory.remove());

function open(maxBytes?: number): History {
  const rest = maxBytes === undefined ? {} : { maxBytes };
  return new History({ path, clock, onTrouble: (message) => troubles.push(message), ...rest });
}

const started = (pid: number, name = 'web') => ({ kind: 'start', group: name, process: name, pid }) as const;
const everything = { about: null, since: 0, limit: 100 };

async function pids(history: History, query: Partial<Parameters<History['query']>[0]> = {}) {
  const entries = await history.query({ ...everything, ...query });
  return entries.map((entry) => ('pid' in entry ? entry.pid : entry.kind));
}

describe('writing', () => {
  test('the entries of one turn are one write, at its end', () => {
    const history = open();
    for (let pid = 1; pid <= 3; pid += 1) history.record(started(pid));
    expect(existsSync(path)).toBe(false);
    expect(clock.pendingTimers).toBe(1);
    clock.settle();
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toEqual(
      [1, 2, 3].map((pid) => JSON.stringify({ at: clock.wallNow(), ...started(pid) })),
    );
    expect(statSync(path).mode & 0o777 & ~0o640).toBe(0);
  });

  test('two files of bounded size are kept', async () => {
    const history = open(4000);
    for (let pid = 1; pid <= 500; pid += 1) {
      history.record(started(pid));
      history.flush();
    }
    expect(statSync(path).size).toBeLessThanOrEqual(4000);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(4000);
    const found = await pids(history, { limit: 1000 });
    expect(found.at(-1)).toBe(500);
    expect(found.length).toBeGreaterThan(50);
    expect(found).toEqual(found.map((_, index) => 500 - found.length + 1 + index));
  });

  test('half a line is closed before the next, and skipped', async () => {
    writeFileSync(path, `${JSON.stringify({ at: 5, ...started(1) })}\n{"at":6,"kind":"sta`);
    const history = open();
    history.record(started(2));
    expect(await pids(history)).toEqual([1, 2]);
  });

  test('what cannot be written is said once and harms nothing', async () => {
    mkdirSync(path);
    const history = open();
    history.record(started(1));
    history.flush();
    history.record(started(2));
    history.flush();
    expect(troubles).toEqual([expect.stringContaining(`cannot write history file '${path}'`)]);
    rmSync(path, { recursive: true });
    history.record(started(3));
    expect(await pids(history)).toEqual([3]);
  });

  test('the file may be deleted at any time', async () => {
    const history = open();
    history.record(started(1));
    history.flush();
    rmSync(path);
    history.record(started(2));
    expect(await pids(history)).toEqual([2]);
  });

  test('without a path nothing is kept', async () => {
    const history = new History({ path: null, clock, onTrouble: () => undefined });
    history.record(started(1));
    expect(await pids(history)).toEqual([]);
    expect(history.unfinishedLife()).toBeNull();
  });
});

describe('reading', () => {
  test('the newest within the limit come, in order', async () => {
    const history = open();
    for (let pid = 1; pid <= 10; pid += 1) history.record(started(pid));
    expect(await pids(history, { limit: 3 })).toEqual([8, 9, 10]);
  });

  test('nothing older than asked for comes', async () => {
    const history = open();
    history.record(started(1));
    clock.advance(5000);
    history.record(started(2));
    expect(await pids(history, { since: clock.wallNow() })).toEqual([2]);
  });

  test('entries of a time in which the clock was wrong do not hide those before them', async () => {
    const history = open();
    history.record(started(1));
    const since = clock.wallNow();
    clock.setWall(0);
    history.record(started(2));
    clock.setWall(since + 5000);
    history.record(started(3));
    expect(await pids(history, { since })).toEqual([1, 3]);
  });

  test('one process is found among others, with the commands about all', async () => {
    const history = open();
    history.record(started(1, 'web'));
    history.record(started(2, 'db'));
    history.record({
      kind: 'command',
      method: 'stopAllProcesses',
      targets: [],
      detail: '',
      by: { kind: 'unknown' },
    });
    expect(await pids(history, { about: splitNamespec('web') })).toEqual([1, 'command']);
  });

  test('lines that are no entries are skipped', async () => {
    const junk = [
      'no JSON',
      '[]',
      'null',
      '{"kind":"start"}',
      '{"at":1,"kind":"start"}',
      '{"at":1,"kind":"start","group":"a","process":"a","pid":"x"}',
      '{"at":1,"kind":"of a later version"}',
      '{"at":1,"kind":"command","method":"a","targets":[5],"detail":"","by":{"kind":"unknown"}}',
      '{"at":1,"kind":"command","method":"a","targets":[],"detail":"","by":{"kind":"new"}}',
      '{"at":1,"kind":"toString"}',
      '\0\xff'.repeat(100),
    ];
    writeFileSync(path, `\n${junk.join('\n')}\n\n`);
    const history = open();
    history.record(started(7));
    expect(await pids(history)).toEqual([7]);
  });

  test('lines are found across blocks, whatever characters they hold', async () => {
    const history = open();
    const names = Array.from({ length: 3000 }, (_, index) => `${'ä€😀'.repeat(index % 40)}${index}`);
    for (const name of names) history.record(started(1, name));
    const found = await history.query({ ...everything, limit: 5000 });
    expect(found.map((entry) => 'process' in entry && entry.process)).toEqual(names);
  });
});

describe('the life before', () => {
  const daemon = (change: 'started' | 'stopped' | 'restarting', pid = 9) =>
    ({ kind: 'daemon', change, pid }) as const;

  test.each(['stopped', 'restarting'] as const)('%s as the last entry is a clean end', (change) => {
    const history = open();
    history.record(daemon('started'));
    history.record(daemon(change));
    expect(history.unfinishedLife()).toBeNull();
  });

  test('any other last entry is the trace of one that died', () => {
    const history = open();
    expect(history.unfinishedLife()).toBeNull();
    history.record(daemon('started', 12));
    history.record(started(1));
    const lastSeen = clock.wallNow();
    history.flush();
    appendFileSync(path, '{"torn');
    expect(open().unfinishedLife()).toEqual({ pid: 12, lastSeen });
  });

  test('an old end does not count for a life that followed without its beginning', () => {
    const history = open();
    for (let pid = 1; pid <= 2100; pid += 1) history.record(started(pid));
    expect(history.unfinishedLife()).toEqual({ pid: 0, lastSeen: clock.wallNow() });
  });
});

test('a file that is no file, or that cannot be rotated, is said once, and entries are kept again when it is mended', async () => {
  mkdirSync(path);
  const history = open(200);
  history.record(started(1));
  history.flush();
  rmSync(path, { recursive: true });
  mkdirSync(`${path}.1`);
  for (let pid = 2; pid < 10; pid += 1) {
    history.record(started(pid));
    history.flush();
  }
  expect(troubles).toEqual([
    expect.stringContaining('cannot write history file'),
    expect.stringContaining('(EISDIR)'),
  ]);
  rmSync(`${path}.1`, { recursive: true });
  history.record(started(10));
  history.flush();
  expect(await pids(history)).toContain(10);
});
