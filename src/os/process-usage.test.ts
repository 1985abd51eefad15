import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countDescriptors, pageSize, readProportionalMemory } from './process-usage.ts';

const NOBODY = 2 ** 30;

test('the size of a page is a power of two', () => {
  expect(Math.log2(pageSize()) % 1).toBe(0);
  expect(pageSize()).toBeGreaterThanOrEqual(4096);
});

test('this process takes memory, and no more than is resident', () => {
  const share = readProportionalMemory(process.pid);
  expect(share).toBeGreaterThan(1024 * 1024);
  expect(share).toBeLessThan(process.memoryUsage.rss() * 2);
});

test('a descriptor more is one more', () => {
  const before = countDescriptors(process.pid);
  const fd = openSync('/dev/null', 'r');
  expect(countDescriptors(process.pid)).toBe(before + 1);
  closeSync(fd);
});

test('a process that is gone takes nothing', () => {
  expect([readProportionalMemory(NOBODY), countDescriptors(NOBODY)]).toEqual([0, 0]);
});
