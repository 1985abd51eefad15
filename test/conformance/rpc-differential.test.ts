/**
 * The same requests to a real supervisord and to vigild: the replies are the same, byte for byte, but for what differs
 * from run to run and for the differences that are listed in `rpc/known-differences.ts`.
 *
 * `TEST_SUBJECT=supervisord` puts supervisord on both sides, which proves the list of requests itself.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithPeer } from '../support/peers.ts';
import { testSubject } from '../support/subject.ts';
import { BAD_CALL_SESSION } from './rpc/bad-call-session.ts';
import { GROUP_SESSION } from './rpc/group-session.ts';
import { HASHED_PASSWORD_SESSION, HTTP_SESSION, PASSWORD_SESSION } from './rpc/http-session.ts';
import { agreed } from './rpc/known-differences.ts';
import { LOG_SESSION } from './rpc/log-session.ts';
import { type RpcSession, runSession } from './rpc/rpc-session.ts';
import { SELF_DESCRIPTION_SESSION } from './rpc/self-description-session.ts';
import { stateSession } from './rpc/state-session.ts';

const SESSIONS: readonly RpcSession[] = [
  stateSession(),
  GROUP_SESSION,
  BAD_CALL_SESSION,
  LOG_SESSION,
  SELF_DESCRIPTION_SESSION,
  HTTP_SESSION,
  PASSWORD_SESSION,
  HASHED_PASSWORD_SESSION,
];

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
          const sides = agreed({ supervisord: theirs, vigild: ours }, title);
          expect(sides.vigild).toBe(sides.supervisord);
        });
      }
    });
  }
});
