import { beforeEach, expect, test } from 'vitest';
import { ReadTurns } from './read-turns.ts';

let actions: (() => void)[];
let turns: ReadTurns;

beforeEach(() => {
  actions = [];
  turns = new ReadTurns((action) => actions.push(action));
});

function nextTurn(): void {
  const due = actions;
  actions = [];
  for (const action of due) action();
}

/** A program that fills each buffer, `buffers` of them; its name in `read` for each turn in which it was resumed. */
function stream(name: string, resumed: string[], buffers = Number.POSITIVE_INFINITY): { start(): number } {
  let left = buffers;
  const read = (): number => {
    let count = 0;
    while (left > 0) {
      left -= 1;
      count += 1;
      if (!turns.filled(resume)) break;
    }
    return count;
  };
  const resume = (): void => {
    resumed.push(name);
    read();
  };
  return { start: read };
}

test('a stream alone reads four buffers in each turn', () => {
  const resumed: string[] = [];
  const alone = stream('alone', resumed, 10);
  expect(alone.start()).toBe(4);
  nextTurn();
  nextTurn();
  nextTurn();
  nextTurn();
  expect(resumed).toEqual(['alone', 'alone']);
  expect(actions).toEqual([]);
});

test('four buffers of all streams, and one of each further one', () => {
  const streams = ['one', 'two', 'three'].map((name) => stream(name, []));
  expect(streams.map((each) => each.start())).toEqual([4, 1, 1]);
});

test('each is read for eight turns while the others wait', () => {
  const resumed: string[] = [];
  for (const name of ['one', 'two', 'three']) stream(name, resumed).start();
  for (let turn = 0; turn < 40; turn += 1) nextTurn();
  const eight = (name: string) => Array<string>(8).fill(name);
  expect(resumed).toEqual(['one', 'two', 'three', 'one', 'two'].flatMap(eight));
});

test('nobody waits for one that has no more to say', () => {
  const resumed: string[] = [];
  stream('one', resumed, 6).start();
  stream('two', resumed, 6).start();
  for (let turn = 0; turn < 6; turn += 1) nextTurn();
  expect(resumed).toEqual(['one', 'two', 'two']);
  expect(actions).toEqual([]);
});
