import { expect, test } from 'vitest';
import { allProcessMemory, cumulativeMemory, parseStatus, processMemory } from './resident-memory.ts';

test('is read from a status file', () => {
  const status = 'Name:\tPid: 9\nPid:\t7\nPPid:\t1\nVmRSS:\t    1024 kB\nThreads:\t1\n';
  expect(parseStatus(status)).toEqual({ pid: 7, parent: 1, resident: 1_048_576 });
});

test('a zombie has none', () => {
  expect(parseStatus('Name:\tx\nPid:\t7\nPPid:\t1\n')).toBeNull();
});

test('of this process is that which Node tells', () => {
  const resident = processMemory(process.pid)?.resident ?? 0;
  expect(resident / process.memoryUsage.rss()).toBeGreaterThan(0.5);
  expect(resident / process.memoryUsage.rss()).toBeLessThan(2);
  expect(allProcessMemory().map(({ pid }) => pid)).toContain(process.pid);
});

test('of no process is null', () => {
  expect(processMemory(2 ** 30)).toBeNull();
});

test('may be that of all descendants together', () => {
  const all = [
    { pid: 4, parent: 3, resident: 1 },
    { pid: 2, parent: 1, resident: 10 },
    { pid: 3, parent: 2, resident: 100 },
    { pid: 5, parent: 1, resident: 1000 },
  ];
  expect(cumulativeMemory(2, all)).toBe(111);
  expect(cumulativeMemory(5, all)).toBe(1000);
  expect(cumulativeMemory(6, all)).toBeNull();
});
