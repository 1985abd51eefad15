import type { JsonValue } from '../action.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { readPlan, refusalSentences } from '../plan-reply.ts';
import type { Session } from '../session.ts';

/** The daemon's answer as it is, with the exit statuses of `plan`. */
export async function planJson(session: Session, names: readonly string[]): Promise<JsonValue | null> {
  const reply = await session.client.call('vigil.plan', names.includes('all') ? [] : names);
  if (reply.kind === 'fault') {
    session.output.line(refusalSentences(reply).join('\n'));
    session.fail(EXIT_STATUS.generic);
    return null;
  }
  if (readPlan(reply.value).hasChanges) session.fail(EXIT_STATUS.changesWait);
  // What arrived as XML-RPC and was read as a plan has nothing that JSON lacks.
  return JSON.parse(JSON.stringify(reply.value)) as JsonValue;
}
