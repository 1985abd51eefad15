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
  const failure = await failureOf(session);
  if (failure === null) {
    session.output.line('Upgraded supervisord');
    return;
  }
  session.output.line(`ERROR: ${failure}`);
  session.fail(EXIT_STATUS.generic);
}

const PATIENCE = 60_000;
const BETWEEN_LOOKS = 50;

/** Whether the new build gave up again: the log says so. Null: it did not. */
async function failureOf(session: Session): Promise<string | null> {
  for (const began = Date.now(); Date.now() - began < PATIENCE; ) {
    const outcome = await outcomeOf(session);
    if (outcome !== 'pending') return outcome;
    await setTimeout(BETWEEN_LOOKS);
  }
  return `no answer within ${PATIENCE / 1000} seconds`;
}

async function outcomeOf(session: Session): Promise<string | null | 'pending'> {
  const log = await session.client.call('supervisor.readLog', -2000, 0);
  if (log.kind === 'fault') {
    resultOf(await session.client.call('supervisor.getPID'));
    return null;
  }
  const lines = log.value.split('\n');
  const last = lines.findLast((line) => / (upgrading|upgraded|not upgraded)[:,] /.test(line)) ?? '';
  if (/ upgrading: /.test(last)) return 'pending';
  return /not upgraded[:,] .*/.exec(last)?.[0] ?? null;
}
