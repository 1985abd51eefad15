import { expect, test } from 'vitest';
import { inPieces } from './in-pieces.ts';

/** Steps of `cost` milliseconds each, by a clock of its own. Answers how many steps were done at each turn. */
async function turnsOf(count: number, cost: number): Promise<readonly number[]> {
  let now = 0;
  let done = 0;
  const turns: number[] = [];
  const work = function* (): Generator<void, string> {
    for (; done < count; done += 1) {
      yield;
      now += cost;
    }
    return 'done';
  };
  const next = () => {
    turns.push(done);
    now += 100;
    return Promise.resolve();
  };
  expect(await inPieces(work(), { now: () => now, next })).toBe('done');
  return turns;
}

test('short work is done at once', async () => {
  expect(await turnsOf(0, 1)).toEqual([]);
  expect(await turnsOf(2, 1)).toEqual([]);
});

test('long work is left every few milliseconds, whatever others take meanwhile', async () => {
  expect(await turnsOf(10, 1)).toEqual([3, 6, 9]);
  expect(await turnsOf(3, 50)).toEqual([1, 2]);
});

test('others have their turn between two pieces', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another'));
  const work = function* (): Generator<void, void> {
    const end = performance.now() + 10;
    while (performance.now() < end) yield;
    seen.push('the work');
  };
  await inPieces(work());
  expect(seen).toEqual(['another', 'the work']);
});

test('what is thrown in the work comes out of it', async () => {
  const work = function* (): Generator<void, void> {
    yield;
    throw new Error('broken');
  };
  await expect(inPieces(work())).rejects.toThrow('broken');
});
