/**
 * The same requests to a real supervisord and to vigild: the replies are the same, byte for byte, but for what differs
 * from run to run and for the differences that are listed in `rpc/known-differences.ts`.
 *
 * `TEST_SUBJECT=supervisord` puts supervisord on both sides, which proves the list of requests itself.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithPeer } from '../support/peers.ts';
import { testSubject } from '../support/subject.ts';
import { difference } from './rpc/known-differences.ts';
import { type RpcSession, runSession } from './rpc/rpc-session.ts';
import { stateSession } from './rpc/state-session.ts';

const SESSIONS: readonly RpcSession[] = [stateSession()];

describeWithPeer('supervisord', 'vigild answers as supervisord does', () => {
  for (const session of SESSIONS) {
    describe(session.title, () => {
      let expected: readonly string[] = [];
      let actual: readonly string[] = [];

      beforeAll(async () => {
        [expected, actual] = await Promise.all([
          runSession(session, 'supervisord'),
          runSession(session, testSubject()),
        ]);
      }, 300_000);

      for (const [index, { title }] of session.steps.entries()) {
        it(`${index}: ${title}`, () => {
          const theirs = expected[index] ?? '';
          const ours = actual[index] ?? '';
          expect(theirs).not.toBe('');
          expect(difference({ supervisord: theirs, vigild: ours }, title)).toBe('');
        });
      }
    });
  }
});
