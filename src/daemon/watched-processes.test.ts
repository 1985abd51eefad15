import { expect, test } from 'vitest';
import { answerOfBundled } from '../../test/support/run-bundled.ts';

const play = (scenario: string): Promise<unknown> =>
  answerOfBundled('watched-processes-scenarios.ts', scenario);

const KILLED = { kind: 'signaled', signal: 9, coreDumped: false };

test('the exit of an inherited child is kept for whoever expects it later', async () => {
  expect(await play('endsBeforeItIsExpected')).toEqual({
    told: [{ kind: 'exited', code: 5 }],
    isExpected: false,
  });
});

test('the exit of an inherited child is told once to whoever expects it before', async () => {
  expect(await play('isExpectedBeforeItEnds')).toEqual({
    told: [KILLED],
    outcome: { kind: 'delivered' },
    isExpected: false,
  });
});

test('a process that is no child is signalled, and its end is told', async () => {
  // With which status, only newer kernels tell.
  expect(await play('isNoChild')).toEqual({
    ends: 1,
    outcome: { kind: 'delivered' },
    isExpected: false,
  });
});
