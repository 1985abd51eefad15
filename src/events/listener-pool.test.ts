import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import type { StdinOutcome } from '../supervisor/ports.ts';
import { untilDelivered } from './delivery-wait.ts';
import { EmittedEvent, SerialCounter } from './event-bus.ts';
import { ListenerPool, type PoolMember } from './listener-pool.ts';
import type { ResultHandler } from './result-handler.ts';

class Ear implements PoolMember {
  readonly name: string;
  isRunning = true;
  outcome: StdinOutcome = 'written';
  readonly got: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  write(data: string): StdinOutcome {
    if (this.outcome === 'written') this.got.push(data);
    return this.outcome;
  }

  /** The serials of the events that came. */
  get serials(): string {
    return this.got.map((text) => /serial:(\d+)/.exec(text)?.[1]).join(' ');
  }
}

let clock: FakeClock;
let log: MemoryLog;
let serials: SerialCounter;
let one: Ear;
let two: Ear;
let members: Ear[];
let pool: ListenerPool;

beforeEach(() => {
  clock = new FakeClock();
  log = new MemoryLog('info');
  serials = new SerialCounter();
  one = new Ear('one');
  two = new Ear('two');
  members = [one];
  pool = makePool(10);
});

function makePool(bufferSize: number, resultHandler: ResultHandler | null = null): ListenerPool {
  return new ListenerPool({
    name: 'ears',
    server: 'sid',
    clock,
    log,
    bufferSize,
    resultHandler,
    members: () => members,
  });
}

function emit(count = 1): void {
  for (let index = 0; index < count; index++) pool.accept(new EmittedEvent('TICK_5', 'when:5', serials), 1);
  clock.settle();
}

function say(ear: Ear, text: string): void {
  pool.heard(ear.name, Buffer.from(text));
  clock.settle();
}

function die(ear: Ear): void {
  ear.isRunning = false;
  pool.ended(ear.name);
  clock.settle();
}

describe('a pool of listeners', () => {
  it('sends an event to a listener that is ready, whole and once', () => {
    emit();
    expect(one.got).toEqual([]);
    say(one, 'READY\n');
    expect(one.got).toEqual([
      'ver:3.0 server:sid serial:0 pool:ears poolserial:0 eventname:TICK_5 len:6\nwhen:5',
    ]);
    emit();
    say(one, 'RESULT 2\nOKREADY\n');
    expect(one.serials).toBe('0 1');
    expect(pool.info()).toMatchObject({ accepted: 2, processed: 1, discarded: 0, buffered: 0 });
  });

  it('gives nothing to a process that is not RUNNING, however ready it is', () => {
    one.isRunning = false;
    say(one, 'READY\n');
    emit();
    expect(one.got).toEqual([]);
    one.isRunning = true;
    pool.isUp();
    clock.settle();
    expect(one.serials).toBe('0');
  });

  it('takes the first that is ready, in the order of their creation', () => {
    members = [one, two];
    say(two, 'READY\n');
    say(one, 'READY\n');
    emit(3);
    expect([one.serials, two.serials]).toEqual(['0', '1']);
    say(two, 'RESULT 2\nOKREADY\n');
    expect([one.serials, two.serials]).toEqual(['0', '1 2']);
  });

  it('drops the oldest event when the buffer is full, says so and counts it', () => {
    pool = makePool(2);
    emit(4);
    expect(log.lines).toEqual([
      'ERRO pool ears event buffer overflowed, discarding event 0',
      'ERRO pool ears event buffer overflowed, discarding event 1',
    ]);
    expect(pool.info()).toMatchObject({ bufferSize: 2, buffered: 2, accepted: 4, discarded: 2 });
    say(one, 'READY\n');
    expect(one.serials).toBe('2');
  });

  it('sends a rejected event again, before those that wait', () => {
    emit(2);
    say(one, 'READY\n');
    say(one, 'RESULT 4\nFAILREADY\n');
    say(one, 'RESULT 2\nOKREADY\n');
    expect(one.serials).toBe('0 0 1');
    expect(log.lines).toEqual(['WARN one: event was rejected']);
  });

  it('drops the oldest for an event that comes back to a full buffer', () => {
    pool = makePool(1);
    say(one, 'READY\n');
    emit();
    emit();
    say(one, 'RESULT 4\nFAIL');
    expect(log.lines.at(-1)).toBe('ERRO pool ears event buffer overflowed, discarding event 1');
    say(one, 'READY\n');
    expect(one.serials).toBe('0 0');
  });

  it('gives the event of a listener that dies to another one, or to the next', () => {
    members = [one, two];
    say(one, 'READY\n');
    emit();
    die(one);
    say(two, 'READY\n');
    expect([one.serials, two.serials]).toEqual(['0', '0']);
    die(two);
    pool.starts('one');
    one.isRunning = true;
    say(one, 'READY\n');
    expect(one.serials).toBe('0 0');
  });

  it('begins the protocol anew at each start', () => {
    say(one, 'nonsense');
    emit();
    say(one, 'READY\n');
    expect(one.got).toEqual([]);
    expect(pool.info().listeners).toEqual([{ name: 'one', state: 'UNKNOWN', serial: null }]);
    die(one);
    pool.starts('one');
    one.isRunning = true;
    say(one, 'READY\n');
    expect(pool.info().listeners).toEqual([{ name: 'one', state: 'BUSY', serial: 0 }]);
  });

  it('takes an event back at a start that follows the end in the same turn', () => {
    say(one, 'READY\n');
    emit();
    one.isRunning = false;
    pool.ended('one');
    pool.starts('one');
    one.isRunning = true;
    say(one, 'READY\n');
    expect(one.serials).toBe('0 0');
  });

  it.each<[StdinOutcome, string]>([
    ['closed', 'epipe'],
    ['full', 'full pipe'],
  ])('passes over a listener whose input is %s', (outcome, word) => {
    log = new MemoryLog('debug');
    pool = makePool(10);
    members = [one, two];
    one.outcome = outcome;
    say(one, 'READY\n');
    say(two, 'READY\n');
    emit();
    expect([one.serials, two.serials]).toEqual(['', '0']);
    expect(log.lines).toContain(
      `DEBG ${word} occurred while sending event 0 to listener one, listener state unchanged`,
    );
    expect(pool.info().listeners[0]?.state).toBe('READY');
  });

  it('delivers twice, under the same numbers, what is subscribed twice', () => {
    log = new MemoryLog('debug');
    pool = makePool(10);
    pool.accept(new EmittedEvent('TICK_5', 'when:5', serials), 2);
    expect(log.lines).toEqual(['DEBG rebuffering event 0 for pool ears (buf size=1, max=10)']);
    say(one, 'READY\n');
    say(one, 'RESULT 2\nOKREADY\n');
    expect(one.got).toHaveLength(2);
    expect(one.got[0]).toBe(one.got[1]);
  });

  it("writes Supervisor's lines", () => {
    log = new MemoryLog('debug');
    pool = makePool(10);
    emit(2);
    say(one, 'READY\n');
    say(one, 'RESULT 2\nOK');
    expect(log.lines).toEqual([
      'DEBG one: ACKNOWLEDGED -> READY',
      'DEBG event 0 sent to listener one',
      'DEBG rebuffering event 1 for pool ears (buf size=0, max=10)',
      'DEBG one: event was processed',
      'DEBG one: BUSY -> ACKNOWLEDGED',
    ]);
  });

  it('forgets everything when it is closed', () => {
    emit(3);
    say(one, 'READY\n');
    pool.close();
    say(one, 'RESULT 2\nOKREADY\n');
    expect(one.serials).toBe('0');
  });
});

describe('waiting for the delivery', () => {
  async function isOver(wait: Promise<void> | null): Promise<boolean> {
    let over = false;
    void wait?.then(() => {
      over = true;
    });
    await Promise.resolve();
    await Promise.resolve();
    return over;
  }

  it('is not needed when nothing waits, or nobody would take it', () => {
    expect(untilDelivered([pool], clock)).toBeNull();
    emit();
    one.isRunning = false;
    expect(untilDelivered([pool], clock)).toBeNull();
    one.isRunning = true;
    say(one, 'nonsense');
    expect(untilDelivered([pool], clock)).toBeNull();
  });

  it('ends with the last event', async () => {
    emit(2);
    say(one, 'READY\n');
    const wait = untilDelivered([pool], clock);
    say(one, 'RESULT 2\nOKREADY\n');
    expect(await isOver(wait)).toBe(false);
    say(one, 'RESULT 2\nOK');
    expect(await isOver(wait)).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up after a second without progress', async () => {
    emit(2);
    say(one, 'READY\n');
    const wait = untilDelivered([pool], clock);
    clock.advance(900);
    say(one, 'RESULT 2\nOKREADY\n');
    clock.advance(900);
    expect(await isOver(wait)).toBe(false);
    clock.advance(100);
    expect(await isOver(wait)).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up after five seconds, whatever the progress', async () => {
    pool = makePool(100);
    emit(100);
    say(one, 'READY\n');
    const wait = untilDelivered([pool], clock);
    for (let time = 0; time < 10; time++) {
      expect(await isOver(wait)).toBe(false);
      clock.advance(500);
      say(one, 'RESULT 2\nOKREADY\n');
    }
    expect(await isOver(wait)).toBe(true);
  });

  it('ends when the listener dies', async () => {
    emit();
    say(one, 'READY\n');
    const wait = untilDelivered([pool], clock);
    die(one);
    expect(await isOver(wait)).toBe(true);
  });
});

describe('a result handler', () => {
  const judged: unknown[] = [];
  const answers = (answer: () => unknown) => {
    pool = makePool(10, (event, result) => {
      judged.push([event, result]);
      return answer();
    });
    judged.length = 0;
    pool.heard('one', Buffer.from('READY\n'));
    emit();
    pool.heard('one', Buffer.from('RESULT 6\nf'));
    pool.heard('one', Buffer.from('ür 1READY\n'));
    clock.settle();
  };

  it('gets the event and the whole result, and decides', () => {
    answers(() => true);
    expect(judged).toEqual([[{ name: 'TICK_5', serial: 0, payload: 'when:5' }, 'für 1']]);
    expect(pool.info()).toMatchObject({ processed: 1, buffered: 0, listeners: [{ state: 'READY' }] });
  });

  it('may reject', () => {
    answers(() => false);
    expect(pool.info()).toMatchObject({ processed: 0, listeners: [{ state: 'BUSY', serial: 0 }] });
    expect(log.lines.join('\n')).toContain('one: event was rejected');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('cannot tell');
      },
      'cannot tell',
    ],
    ['promises something', async () => true, 'the result handler returned neither true nor false'],
  ])('that %s takes the listener out of service', (_, answer, reason) => {
    answers(answer);
    expect(pool.info()).toMatchObject({ processed: 0, buffered: 1, listeners: [{ state: 'UNKNOWN' }] });
    expect(log.lines.join('\n')).toContain(`one: event caused an error: ${reason}`);
  });

  it('is not given more than it can hold', () => {
    pool = makePool(10, () => true);
    pool.heard('one', Buffer.from('READY\n'));
    emit();
    pool.heard('one', Buffer.from('RESULT 2097153\n'));
    expect(pool.info()).toMatchObject({ listeners: [{ state: 'UNKNOWN' }] });
  });
});
