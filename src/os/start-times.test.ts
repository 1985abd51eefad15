import { afterEach, expect, test } from 'vitest';
import { pid as toPid } from '../core/units.ts';
import { openLibc } from './native.ts';
import { readStartTicks } from './process-table.ts';
import { StartTimes } from './start-times.ts';

const libc = openLibc();
const spawned: number[] = [];
afterEach(() => {
  for (const pid of spawned.splice(0)) process.kill(pid, 'SIGKILL');
});

function spawnSleep(): ReturnType<typeof toPid> {
  const pid = new Int32Array(1);
  const actions = Buffer.alloc(256);
  const attributes = Buffer.alloc(1024);
  libc.posix_spawn_file_actions_init(actions);
  libc.posix_spawnattr_init(attributes);
  expect(libc.posix_spawn(pid, '/bin/sleep', actions, attributes, ['sleep', '300', null], [null])).toBe(0);
  const child = toPid(pid[0] as number);
  spawned.push(child);
  return child;
}

test('says of each child what /proc says', () => {
  const times = new StartTimes(libc);
  for (let count = 0; count < 50; count += 1) {
    const since = times.ticks();
    const child = spawnSleep();
    times.spawned(child, since);
    expect(times.of(child)).toBe(readStartTicks(child));
  }
});

test('tells the time as start times are counted', () => {
  const times = new StartTimes(libc);
  const before = times.now();
  const started = readStartTicks(spawnSleep()) ?? 0;
  expect(started).toBeGreaterThanOrEqual(before);
  expect(started).toBeLessThanOrEqual(times.now());
});

test('asks where the clock went on during the spawn, or does not exist', () => {
  const times = new StartTimes(libc);
  const child = spawnSleep();
  for (const since of [(times.ticks() ?? 0) - 1, null]) {
    times.spawned(child, since);
    expect(times.of(child)).toBe(readStartTicks(child));
  }
});

test('asks for any child but the last', () => {
  const times = new StartTimes(libc);
  const first = spawnSleep();
  const since = times.ticks();
  const second = spawnSleep();
  times.spawned(second, since);
  expect(times.of(first)).toBe(readStartTicks(first));
});
