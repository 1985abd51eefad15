import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { EventBus, SerialCounter } from './event-bus.ts';
import { Ticks } from './ticks.ts';

let clock: FakeClock;
let bus: EventBus;
let ticks: Ticks;
let heard: string[];

beforeEach(() => {
  clock = new FakeClock();
  bus = new EventBus(new SerialCounter(), () => ticks.refresh());
  ticks = new Ticks(bus, clock);
  heard = [];
});

const listen = (...types: readonly string[]) =>
  bus.subscribe(types, ({ name, payload }) => heard.push(`${name} ${payload} at ${clock.wallNow()}`));

/** To the next multiple of an hour. */
function alignClock(): number {
  clock.advance(3_600_000 - (clock.wallNow() % 3_600_000));
  return clock.wallNow() / 1000;
}

describe('ticks', () => {
  it('need no timer while nobody wants them', () => {
    const end = listen('PROCESS_STATE');
    expect(clock.pendingTimers).toBe(0);
    const endTicks = listen('TICK');
    expect(clock.pendingTimers).toBe(1);
    endTicks();
    end();
    expect(clock.pendingTimers).toBe(0);
  });

  it('come at the multiples of their period, not before the first', () => {
    const hour = alignClock();
    clock.advance(3_000);
    listen('TICK_5');
    clock.advance(1_999);
    expect(heard).toEqual([]);
    clock.advance(8_001);
    expect(heard).toEqual([5, 10].map((at) => `TICK_5 when:${hour + at} at ${(hour + at) * 1000}`));
  });

  it('of all periods come together, the shortest first', () => {
    const hour = alignClock();
    listen('TICK');
    clock.advance(3_600_000);
    expect(heard).toHaveLength(720 + 60 + 1);
    const next = hour + 3600;
    const texts = ['TICK_5', 'TICK_60', 'TICK_3600'].map((name) => `${name} when:${next} at ${next * 1000}`);
    expect(heard.slice(-3)).toEqual(texts);
  });

  it('of an hour wake up once a minute, in case the clock is set', () => {
    alignClock();
    listen('TICK_3600');
    clock.advance(3_599_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toHaveLength(1);
  });

  it('stop at the end', () => {
    listen('EVENT');
    ticks.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
