import { EXIT_STATUS, type ExitStatus } from '../exit-status.ts';
import { countUntouched, planLines } from '../plan-lines.ts';
import { readPlan, refusalSentences } from '../plan-reply.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';

/** `plan`: there is something to apply. */
const CHANGES_WAIT: ExitStatus = 2;

/** Shows what `apply` would do. `--json` prints the answer of the daemon, or `{errors}`. */
export async function plan(session: Session, words: readonly string[]): Promise<void> {
  const unknown = words.find((word) => word.startsWith('-') && word !== '--json');
  if (unknown !== undefined) {
    refuse(session, `Error: plan does not know the option ${unknown}`);
    return;
  }
  const names = words.filter((word) => word !== '--json');
  const isJson = names.length < words.length;
  const reply = await session.client.call('vigil.plan', names.includes('all') ? [] : names);
  if (reply.kind === 'fault') {
    const errors = refusalSentences(reply);
    if (isJson) session.output.line(JSON.stringify({ errors }, null, 2));
    else for (const error of errors) session.output.line(`ERROR: ${error}`);
    session.fail(EXIT_STATUS.generic);
    return;
  }
  const planned = readPlan(reply.value);
  const lines = isJson
    ? [JSON.stringify(reply.value, null, 2)]
    : [...planLines(planned, 'to-do'), rest(planned)];
  for (const line of lines) session.output.line(line);
  if (planned.hasChanges) session.fail(CHANGES_WAIT);
}

function rest(planned: Parameters<typeof countUntouched>[0]): string {
  const count = countUntouched(planned);
  const untouched = `${count} ${count === 1 ? 'process' : 'processes'} untouched`;
  return planned.hasChanges ? untouched : `Nothing to change, ${untouched}`;
}
