import { EXIT_STATUS } from '../exit-status.ts';
import { planLines } from '../plan-lines.ts';
import { readPlan, refusalSentences } from '../plan-reply.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';

/** Does what `plan` shows, for the named groups and processes or for all. */
export async function apply(session: Session, names: readonly string[]): Promise<void> {
  const option = names.find((name) => name.startsWith('-'));
  if (option !== undefined) {
    refuse(session, `Error: apply does not know the option ${option}`);
    return;
  }
  const reply = await session.client.call('vigil.apply', names.includes('all') ? [] : names);
  if (reply.kind === 'fault') {
    for (const error of refusalSentences(reply)) session.output.line(`ERROR: ${error}`);
    session.fail(EXIT_STATUS.generic);
    return;
  }
  const applied = readPlan(reply.value);
  const lines = planLines(applied, 'done');
  for (const line of lines.length === 0 ? ['Nothing to change'] : lines) session.output.line(line);
  if (applied.failures.length > 0) session.fail(EXIT_STATUS.generic);
}
