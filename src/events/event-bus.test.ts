import { describe, expect, it } from 'vitest';
import { EventBus, SerialCounter } from './event-bus.ts';

function listen(bus: EventBus, ...types: readonly string[]): string[] {
  const heard: string[] = [];
  bus.subscribe(types, (event, times) => heard.push(`${event.serial} ${event.name} x${times}`));
  return heard;
}

describe('the event bus', () => {
  it('tells those who subscribed to the type or to one above it, with one serial', () => {
    const bus = new EventBus(new SerialCounter());
    const all = listen(bus, 'EVENT');
    const ticks = listen(bus, 'TICK', 'TICK_60');
    const states = listen(bus, 'PROCESS_STATE');
    bus.emit('TICK_5', () => '');
    bus.emit('TICK_60', () => '');
    expect(all).toEqual(['0 TICK_5 x1', '1 TICK_60 x1']);
    expect(ticks).toEqual(['0 TICK_5 x1', '1 TICK_60 x2']);
    expect(states).toEqual([]);
  });

  it('makes no text and takes no serial for what nobody wants', () => {
    const bus = new EventBus(new SerialCounter());
    const heard = listen(bus, 'TICK_5');
    bus.emit('TICK_60', () => {
      throw new Error('nobody asked for this');
    });
    bus.emit('TICK_5', () => '');
    expect(heard).toEqual(['0 TICK_5 x1']);
  });

  it('knows what is wanted, and says when that changes', () => {
    let changes = 0;
    const bus = new EventBus(new SerialCounter(), () => {
      changes += 1;
    });
    const end = bus.subscribe(['PROCESS_LOG'], () => undefined);
    expect([bus.isWanted('PROCESS_LOG_STDERR'), bus.isWanted('TICK_5')]).toEqual([true, false]);
    end();
    expect(bus.isWanted('PROCESS_LOG_STDERR')).toBe(false);
    expect(changes).toBe(2);
  });
});
