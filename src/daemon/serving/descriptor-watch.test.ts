import { closeSync, openSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { milliseconds } from '../../core/units.ts';
import { DescriptorWatch } from './descriptor-watch.ts';

const MINUTE = milliseconds(60_000);

test('that few are left is said once a minute, for as long as it is so', () => {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const open = Array.from({ length: 40 }, () => openSync('/dev/null', 'r'));
  const used = readdirSync('/proc/self/fd').length;
  const watch = new DescriptorWatch({ limit: used, clock, log });
  expect(watch.areFewLeft(used - 17)).toBe(false);
  expect(watch.areFewLeft(used - 1)).toBe(true);
  // One that was freed: its number says nothing.
  expect(watch.areFewLeft(3)).toBe(true);
  expect(log.lines).toHaveLength(1);
  clock.advance(MINUTE);
  expect(watch.areFewLeft(3)).toBe(true);
  expect(log.lines).toHaveLength(2);
  for (const descriptor of open) closeSync(descriptor);
  expect(watch.areFewLeft(3)).toBe(false);
  expect(log.lines[0]).toMatch(
    /open files fewer than 16 are left: connections that wait for nothing are closed/,
  );
});
