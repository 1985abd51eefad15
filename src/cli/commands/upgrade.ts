import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { refuse } from '../refuse.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';
import { isUnknownMethod } from '../unknown-method.ts';

/** The second call is answered by whoever goes on: while the builds change places, it waits. */
export async function upgrade(session: Session, words: readonly string[]): Promise<void> {
  const [option, path = ''] = words;
  const isUsable = words.length === 0 || (words.length === 2 && option === '--to' && path !== '');
  if (!isUsable) return refuse(session, 'Error: upgrade takes nothing or --to and a path');
  const reply = await session.client.call('vigil.upgrade', path === '' ? '' : resolve(path));
  if (reply.kind === 'fault') {
    session.fail(EXIT_STATUS.generic);
    if (isUnknownMethod(reply)) session.output.line('ERROR: this daemon cannot be upgraded in place');
    else if (reply.code !== FAULTS.FAILED) throw new UnexpectedFaultError(reply);
    else session.output.line(`ERROR: not upgraded: ${reply.message.replace(/^FAILED: /, '')}`);
    return;
  }
  const problem = await problemOf(session);
  if (problem === null) {
    session.output.line('Upgraded supervisord');
    return;
  }
  session.output.line(`ERROR: ${problem}`);
  session.fail(EXIT_STATUS.generic);
}

const PATIENCE = 60_000;
const BETWEEN_LOOKS = 50;

/** Why the new build has not taken over; null: it has. */
async function problemOf(session: Session): Promise<string | null> {
  for (const began = Date.now(); Date.now() - began < PATIENCE; ) {
    const reply = await session.client.call('vigil.getUpgrade');
    // The build that has taken over is older than this method.
    if (isUnknownMethod(reply)) return null;
    const { state, problem } = resultOf(reply);
    if (state === 'failed') return `not upgraded: ${problem}`;
    if (state !== 'under-way') return null;
    await setTimeout(BETWEEN_LOOKS);
  }
  return `no answer within ${PATIENCE / 1000} seconds`;
}
