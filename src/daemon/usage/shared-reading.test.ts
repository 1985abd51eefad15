import { expect, test } from 'vitest';
import { SharedReading } from './shared-reading.ts';

/** Readings that end when the test says so. */
function controlled() {
  const endings: { resolve(value: number): void; reject(error: Error): void }[] = [];
  const shared = new SharedReading(
    () => new Promise<number>((resolve, reject) => endings.push({ resolve, reject })),
  );
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { endings, shared, turn };
}

test('those who ask during a reading share the next one', async () => {
  const { endings, shared, turn } = controlled();
  const first = shared.get();
  const others = [shared.get(), shared.get()];
  expect(endings).toHaveLength(1);
  endings[0]?.resolve(1);
  expect(await first).toBe(1);
  await turn();
  expect(endings).toHaveLength(2);
  const late = shared.get();
  endings[1]?.resolve(2);
  expect(await Promise.all(others)).toEqual([2, 2]);
  await turn();
  endings[2]?.resolve(3);
  expect(await late).toBe(3);
  expect(endings).toHaveLength(3);
});

test('who asks after a reading has a new one', async () => {
  const { endings, shared } = controlled();
  const first = shared.get();
  endings[0]?.resolve(1);
  await first;
  const second = shared.get();
  endings[1]?.resolve(2);
  expect(await second).toBe(2);
});

test('a reading that fails is the failure of those who wanted it, not of the next', async () => {
  const { endings, shared, turn } = controlled();
  const first = shared.get();
  const second = shared.get();
  endings[0]?.reject(new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  await turn();
  endings[1]?.resolve(2);
  expect(await second).toBe(2);
});
