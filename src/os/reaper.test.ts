import { describe, expect, test } from 'vitest';
import { answerOfBundled } from '../../test/support/run-bundled.ts';
import { decodeWaitStatus } from './reaper.ts';

const play = (scenario: string): Promise<unknown> => answerOfBundled('reaper-scenarios.ts', scenario);

describe('the reaper', () => {
  test('delivers how each child ended', async () => {
    expect(await play('statuses')).toEqual([
      [{ kind: 'exited', code: 0 }],
      [{ kind: 'exited', code: 3 }],
      [{ kind: 'exited', code: 255 }],
      [{ kind: 'signaled', signal: 15, coreDumped: false }],
      [{ kind: 'signaled', signal: 9, coreDumped: false }],
    ]);
  });

  test('delivers each of many exits exactly once', async () => {
    const expected = Array.from({ length: 100 }, (_, code) => [{ kind: 'exited', code }]);
    expect(await play('many')).toEqual(expected);
  });

  test('goes on when a listener throws, and reports the error', async () => {
    const answer = (await play('throwingListener')) as {
      delivered: unknown;
      spawned: unknown;
      errors: unknown;
    };
    expect(answer.delivered).toEqual(answer.spawned);
    expect(answer.errors).toEqual(['Error: listener failed', 'Error: listener failed']);
  });

  test('of a subreaper delivers adopted orphans as strangers', async () => {
    expect(await play('orphan')).toEqual({
      status: [{ kind: 'exited', code: 0 }],
      strangers: [{ kind: 'exited', code: 7 }],
    });
  });

  test('delivers at once when told to, and only once', async () => {
    expect(await play('reapNow')).toEqual([{ kind: 'exited', code: 5 }]);
  });

  test('refuses a second listener for a process', async () => {
    expect(await play('expectTwice')).toBe('Error: the exit of process PID is already expected');
  });
});

test.each([
  [0x0000, { kind: 'exited', code: 0 }],
  [0x7f00, { kind: 'exited', code: 127 }],
  [0xff00, { kind: 'exited', code: 255 }],
  [0x0009, { kind: 'signaled', signal: 9, coreDumped: false }],
  [0x008b, { kind: 'signaled', signal: 11, coreDumped: true }],
  [0x0040, { kind: 'signaled', signal: 64, coreDumped: false }],
])('wait status %i', (status, expected) => {
  expect(decodeWaitStatus(status)).toEqual(expected);
});
