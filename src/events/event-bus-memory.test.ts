import { describe, expect, it } from 'vitest';
import { heapGrowth } from '../../test/support/heap-growth.ts';
import { EventBus, SerialCounter } from './event-bus.ts';

const EVENTS = 1_000_000;
/** What a run of tests moves on the heap by itself. */
const FLAT = 1024 * 1024;

describe('a million events', () => {
  it.each([
    ['that somebody hears', 'PROCESS_STATE'],
    ['that nobody wants', 'TICK_5'],
  ])('leave nothing on the heap: %s', (_, subscribed) => {
    const bus = new EventBus(new SerialCounter());
    let heard = 0;
    bus.subscribe([subscribed], (event) => {
      heard += event.payload.length;
    });
    const emit = (count: number) => {
      for (let index = 0; index < count; index += 1) bus.emit('PROCESS_STATE_RUNNING', () => 'a text');
    };
    emit(10_000);
    expect(heapGrowth(() => emit(EVENTS))).toBeLessThan(FLAT);
    expect(heard).toBe(subscribed === 'TICK_5' ? 0 : (EVENTS + 10_000) * 6);
  });
});
