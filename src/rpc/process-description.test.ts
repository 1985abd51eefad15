import { expect, test } from 'vitest';
import { type DescribedProcess, describeProcess, duration } from './process-description.ts';

test.each([
  [0, '0:00:00'],
  [-5, '0:00:00'],
  [59, '0:00:59'],
  [3600 + 2 * 60 + 3, '1:02:03'],
  [36_000, '10:00:00'],
  [86_399, '23:59:59'],
  [86_400, '1 day, 0:00:00'],
  [3 * 86_400 + 3661, '3 days, 1:01:01'],
])('%i seconds are shown as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

const at = (...time: [number, number, number, number, number]) => new Date(...time).getTime() / 1000;

test.each<[Partial<DescribedProcess>, string]>([
  [{ state: 'RUNNING', pid: 7, start: 100, now: 161 }, 'pid 7, uptime 0:01:01'],
  [{ state: 'STOPPED', start: 0 }, 'Not started'],
  [{ state: 'STOPPED', start: 1, stop: at(2024, 10, 22, 14, 16) }, 'Nov 22 02:16 PM'],
  [{ state: 'EXITED', start: 1, stop: at(2024, 0, 2, 0, 5) }, 'Jan 02 12:05 AM'],
  [{ state: 'EXITED', start: 1, stop: at(2024, 0, 2, 12, 5) }, 'Jan 02 12:05 PM'],
  [{ state: 'FATAL', spawnError: 'because' }, 'because'],
  [{ state: 'BACKOFF' }, 'unknown error (try "tail web")'],
  [{ state: 'STARTING' }, ''],
  [{ state: 'STOPPING' }, ''],
  [{ state: 'UNKNOWN' }, ''],
])('%o is described as "%s"', (changes, text) => {
  const process = {
    name: 'web',
    state: 'STOPPED',
    start: 0,
    stop: 0,
    now: 0,
    pid: 0,
    spawnError: '',
  } as const;
  expect(describeProcess({ ...process, ...changes })).toBe(text);
});
