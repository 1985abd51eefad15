import { expect, test } from 'vitest';
import { anEvent } from '../../../test/support/fake-supervisor-api.ts';
import { atTicks } from './ticks.ts';

const tick = (when: number) => anEvent('TICK_5', { when: String(when) });

test('a check runs at each tick and at nothing else', async () => {
  let checks = 0;
  const handle = atTicks(
    async () => {
      checks++;
    },
    () => 0,
  );
  for (const event of [tick(5), anEvent('PROCESS_STATE_EXITED'), tick(10), anEvent('TICK_60')]) {
    await handle(event);
  }
  expect(checks).toBe(3);
});

test('ticks of the time of a check are left out, after one that failed too', async () => {
  const checks: number[] = [];
  let now = 5000;
  const handle = atTicks(
    async () => {
      checks.push(now);
      now += 11_000;
      throw new Error('no daemon');
    },
    () => now,
  );
  await expect(handle(tick(5))).rejects.toThrow('no daemon');
  await handle(tick(10));
  await handle(tick(15));
  now = 20_000;
  await expect(handle(tick(20))).rejects.toThrow('no daemon');
  expect(checks).toEqual([5000, 20_000]);
});
