import type { JsonValue } from '../../core/json-value.ts';
import { joinNamespec, splitNamespec } from '../../core/namespec.ts';
import { explain as explainFacts } from '../../explain/explain.ts';
import { FAULTS } from '../../rpc/faults.ts';
import type { XmlRpcValue } from '../../rpc/xmlrpc/codec.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { explanationLines } from '../explanation-lines.ts';
import { readExplanation } from '../explanation-reply.ts';
import { jsonOf, jsonText } from '../json-value.ts';
import { refuse } from '../refuse.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';
import { supervisorFacts } from '../supervisor-facts.ts';

/** Says why each of the named processes is in its state. `--json` prints what {@link explainJson} answers. */
export async function explain(session: Session, words: readonly string[]): Promise<void> {
  if (words.includes('--json')) {
    const answer = await explainJson(session, words);
    if (answer !== null) session.output.text(jsonText(answer));
    return;
  }
  const names = namesIn(session, words);
  if (names === null) return;
  const { explained, unknown } = await explainAll(session, names);
  for (const [index, answer] of explained.entries()) {
    if (index > 0) session.output.line('');
    for (const line of explanationLines(readExplanation(answer))) session.output.line(line);
  }
  for (const name of unknown) {
    session.output.line(`${name}: ERROR (no such process)`);
    session.unknownName(name);
  }
}

/** `{processes}`, each as the API answers it, and `errors` for unknown names. */
export async function explainJson(session: Session, words: readonly string[]): Promise<JsonValue | null> {
  const names = namesIn(session, words);
  if (names === null) return null;
  const { explained, unknown } = await explainAll(session, names);
  const errors = unknown.map((name) => ({ name, error: 'no such process' }));
  return { processes: explained.map(jsonOf), ...(errors.length === 0 ? {} : { errors }) };
}

/** Null where the words are wrong, which is told then. */
function namesIn(session: Session, words: readonly string[]): readonly string[] | null {
  const names = words.filter((word) => word !== '--json');
  const option = names.find((word) => word.startsWith('-'));
  if (option === undefined && names.length > 0) return names;
  const complaint =
    option === undefined ? 'explain requires a process name' : `explain does not know the option ${option}`;
  refuse(session, `Error: ${complaint}`);
  return null;
}

interface Explained {
  readonly explained: readonly XmlRpcValue[];
  readonly unknown: readonly string[];
}

async function explainAll(session: Session, names: readonly string[]): Promise<Explained> {
  const explained: XmlRpcValue[] = [];
  const unknown: string[] = [];
  for (const name of await eachProcess(session, names)) {
    const answer = await explainOne(session, name);
    if (answer === null) unknown.push(name);
    else explained.push(answer);
  }
  if (unknown.length > 0) session.fail(EXIT_STATUS.generic);
  return { explained, unknown };
}

/** `group:*` and `all` become their members. */
async function eachProcess(session: Session, names: readonly string[]): Promise<readonly string[]> {
  const isPlain = (name: string) => name !== 'all' && splitNamespec(name).process !== null;
  if (names.every(isPlain)) return names;
  const infos = resultOf(await session.client.call('supervisor.getAllProcessInfo'));
  return names.flatMap((name) => {
    if (isPlain(name)) return [name];
    const members = infos.filter(({ group }) => name === 'all' || group === splitNamespec(name).group);
    return members.length === 0 && name !== 'all'
      ? [name]
      : members.map((info) => joinNamespec(info.group, info.name));
  });
}

/** Null for an unknown name. A Supervisor knows less, so its explanation is made here. */
async function explainOne(session: Session, name: string): Promise<XmlRpcValue | null> {
  const { client } = session;
  const reply = await client.call('vigil.explainProcess', name);
  if (reply.kind === 'result') return reply.value;
  if (reply.code === FAULTS.BAD_NAME) return null;
  if (reply.code !== FAULTS.UNKNOWN_METHOD) throw new UnexpectedFaultError(reply);
  const info = await client.call('supervisor.getProcessInfo', name);
  if (info.kind === 'fault') {
    if (info.code === FAULTS.BAD_NAME) return null;
    throw new UnexpectedFaultError(info);
  }
  return plainValue(explainFacts(await supervisorFacts(client, info.value)));
}

/** An explanation as a reply would bring it. */
function plainValue(explanation: object): XmlRpcValue {
  return JSON.parse(JSON.stringify(explanation)) as XmlRpcValue;
}
