import type { JsonValue } from '../../core/json-value.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { jsonOf, jsonText } from '../json-value.ts';
import { countUntouched, planLines } from '../plan-lines.ts';
import { type PlanReply, readPlan, refusalSentences } from '../plan-reply.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';

/** Shows what `apply` would do. `--json` prints the answer of the daemon, or `{errors}`. */
export async function plan(session: Session, words: readonly string[]): Promise<void> {
  const { output } = session;
  const isJson = words.includes('--json');
  const answer = await ask(session, words);
  if (answer === null) return;
  if (answer.kind === 'refused') {
    if (isJson) output.text(jsonText({ errors: answer.errors }));
    else for (const error of answer.errors) output.line(`ERROR: ${error}`);
    return;
  }
  if (isJson) return output.text(jsonText(answer.value));
  for (const line of [...planLines(answer.plan, 'to-do'), summary(answer.plan)]) output.line(line);
}

/** The daemon's answer as it is, with the exit statuses of {@link plan}. */
export async function planJson(session: Session, words: readonly string[]): Promise<JsonValue | null> {
  const answer = await ask(session, words);
  if (answer === null) return null;
  if (answer.kind === 'planned') return answer.value;
  session.output.line(answer.errors.join('\n'));
  return null;
}

type Answer =
  | { readonly kind: 'planned'; readonly plan: PlanReply; readonly value: JsonValue }
  | { readonly kind: 'refused'; readonly errors: readonly string[] };

/** Null for wrong words; the complaint has then been printed. */
async function ask(session: Session, words: readonly string[]): Promise<Answer | null> {
  const names = words.filter((word) => word !== '--json');
  const option = names.find((word) => word.startsWith('-'));
  if (option !== undefined) {
    refuse(session, `Error: plan does not know the option ${option}`);
    return null;
  }
  const reply = await session.client.call('vigil.plan', names.includes('all') ? [] : names);
  if (reply.kind === 'fault') {
    session.fail(EXIT_STATUS.generic);
    return { kind: 'refused', errors: refusalSentences(reply) };
  }
  const planned = readPlan(reply.value);
  if (planned.hasChanges) session.fail(EXIT_STATUS.changesWait);
  return { kind: 'planned', plan: planned, value: jsonOf(reply.value) };
}

function summary(planned: PlanReply): string {
  const count = countUntouched(planned);
  const untouched = `${count} ${count === 1 ? 'process' : 'processes'} untouched`;
  return planned.hasChanges ? untouched : `Nothing to change, ${untouched}`;
}
