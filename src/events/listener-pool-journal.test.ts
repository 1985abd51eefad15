import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import type { PoolPast } from '../core/pool-past.ts';
import { EmittedEvent, SerialCounter } from './event-bus.ts';
import { ListenerPool } from './listener-pool.ts';

/** A pool of one listener, and what its journal was told. */
function world() {
  const clock = new FakeClock();
  const serials = new SerialCounter();
  const told: string[] = [];
  const got: string[] = [];
  const pool = new ListenerPool({
    name: 'ears',
    server: 'sid',
    clock,
    log: new MemoryLog('info'),
    bufferSize: 10,
    resultHandler: null,
    members: () => [
      {
        name: 'one',
        isRunning: true,
        write: (data) => {
          got.push(/ serial:(\d+)/.exec(data)?.[1] ?? '');
          told.push(`[sent ${got.at(-1)}]`);
          return 'written';
        },
      },
    ],
    journal: {
      waits: ({ serial }, place) => told.push(`${serial} waits at the ${place}`),
      dropped: ({ serial }) => told.push(`${serial} dropped`),
      listener: (name, { state, event, heard }) =>
        told.push(`${name} ${state.name} ${event?.serial ?? '-'} ${heard}`),
    },
  });
  return {
    pool,
    told,
    got,
    emit: (count: number) => {
      for (let each = 0; each < count; each += 1)
        pool.accept(new EmittedEvent('TICK_5', 'when:5', serials), 1);
      clock.settle();
    },
    settle: () => clock.settle(),
  };
}

/** The journal of a daemon that was killed between sending an event and noting that. */
function beforeSending({ accepted, events, listeners }: PoolPast): PoolPast {
  const heard = listeners.get('one');
  if (heard?.event == null) throw new Error('nothing was sent');
  const ready = { ...heard, state: { name: 'READY' }, event: null } as const;
  return { accepted, events: [heard.event, ...events], listeners: new Map([['one', ready]]) };
}

const ANSWER = Buffer.from('RESULT 2\nOKREADY\n');

describe('the journal of a pool', () => {
  it('has an answer and the event that follows it in one record, in the turn of the answer', () => {
    const { pool, told, emit } = world();
    emit(2);
    pool.heard('one', Buffer.from('READY\n'));
    pool.heard('one', ANSWER);
    expect(told).toEqual([
      '0 waits at the back',
      '1 waits at the back',
      '[sent 0]',
      'one BUSY 0 6',
      '[sent 1]',
      'one BUSY 1 23',
    ]);
    pool.heard('one', ANSWER);
    expect(told.at(-1)).toBe('one READY - 40');
  });

  it('knows of every word of a listener when the word is dealt with', () => {
    const { pool, told } = world();
    pool.heard('one', Buffer.from('REA'));
    pool.heard('one', Buffer.from('DY\n'));
    expect(told).toEqual(['one ACKNOWLEDGED - 3', 'one READY - 6']);
    expect(pool.heardBytes('one')).toBe(6);
  });

  it('leaves an event that came in the same turn to a turn of its own', () => {
    const { pool, got, settle, emit } = world();
    emit(0);
    pool.accept(new EmittedEvent('TICK_5', 'when:5', new SerialCounter()), 1);
    pool.heard('one', Buffer.from('READY\n'));
    expect(got).toEqual([]);
    settle();
    expect(got).toEqual(['0']);
  });

  it('is enough to go on: words that are not on file are heard again, and the event is sent again', () => {
    const first = world();
    first.emit(2);
    first.pool.heard('one', Buffer.from('READY\n'));
    const past = first.pool.past();
    // Killed here, after the second event was sent and before that was on file.
    first.pool.heard('one', ANSWER);
    const next = world();
    next.pool.restore(past);
    expect(next.pool.heardBytes('one')).toBe(6);
    next.pool.heard('one', ANSWER);
    next.pool.goOn();
    next.settle();
    expect([first.got, next.got]).toEqual([['0', '1'], ['1']]);
  });

  it('is enough to go on: who speaks was given the next event, although that is not on file', () => {
    const first = world();
    first.pool.heard('one', Buffer.from('READY\n'));
    first.emit(2);
    const next = world();
    next.pool.restore(beforeSending(first.pool.past()));
    next.settle();
    next.pool.heard('one', ANSWER);
    next.pool.goOn();
    next.settle();
    expect([first.got, next.got]).toEqual([['0'], ['1']]);
    expect(next.told.slice(0, 2)).toEqual(['one BUSY 0 6', 'one READY - 23']);
    next.pool.heard('one', ANSWER);
    expect(next.pool.info()).toMatchObject({ buffered: 0, processed: 2, listeners: [{ state: 'READY' }] });
  });
});
