import { expect, test } from 'vitest';
import { ReadTurns } from './read-turns.ts';

function turns(): { readonly turns: ReadTurns; nextTurn(): void; readonly deferred: number } {
  let actions: (() => void)[] = [];
  let deferred = 0;
  return {
    turns: new ReadTurns((action) => {
      deferred += 1;
      actions.push(action);
    }),
    nextTurn() {
      const due = actions;
      actions = [];
      for (const action of due) action();
    },
    get deferred() {
      return deferred;
    },
  };
}

test('a stream alone has the whole turn', () => {
  const { turns: shared, nextTurn } = turns();
  shared.wait(() => undefined);
  nextTurn();
  expect(shared.share).toBe(4);
});

test('several streams share it, each with one buffer at least', () => {
  const { turns: shared, nextTurn } = turns();
  for (const [streams, share] of [
    [2, 2],
    [3, 1],
    [50, 1],
    [1, 4],
  ] as const) {
    for (let stream = 0; stream < streams; stream += 1) shared.wait(() => undefined);
    nextTurn();
    expect(shared.share).toBe(share);
  }
});

test('all that wait go on in one turn, in their order; who waits again meanwhile, in the one after', () => {
  const shared = turns();
  const order: string[] = [];
  shared.turns.wait(() => {
    order.push('first');
    shared.turns.wait(() => order.push('first again'));
  });
  shared.turns.wait(() => order.push('second'));
  shared.nextTurn();
  expect(order).toEqual(['first', 'second']);
  shared.nextTurn();
  expect(order).toEqual(['first', 'second', 'first again']);
  expect(shared.deferred).toBe(2);
});
