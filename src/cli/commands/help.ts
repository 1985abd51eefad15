import type { Action } from '../action.ts';
import { columns } from '../columns.ts';
import { type ActionTable, helpLines } from '../help.ts';
import type { Session } from '../session.ts';

const HEADER = 'default commands (type help <topic>):';
const OWN_HEADER = 'further commands (type help <topic>):';
/** Supervisor lays the list out for a terminal of 80 columns, whatever there is. */
const WIDTH = 80;

export async function help(session: Session, words: readonly string[], actions: ActionTable): Promise<void> {
  const topic = words.join(' ');
  const lines = topic === '' ? overview([...actions.values()]) : topicLines(topic, actions);
  for (const line of lines) session.output.line(line);
}

function overview(actions: readonly Action[]): readonly string[] {
  const listed = actions.filter(({ name }) => name !== 'help');
  const block = (header: string, members: readonly Action[]) => [
    header,
    '='.repeat(header.length),
    ...columns(members.map(({ name }) => name).sort(), WIDTH - 1),
    '',
  ];
  const pluginNames = new Set(listed.flatMap(({ plugin }) => plugin ?? []));
  return [
    '',
    ...block(
      HEADER,
      listed.filter(({ isOwn, plugin }) => isOwn !== true && plugin === undefined),
    ),
    ...block(
      OWN_HEADER,
      listed.filter(({ isOwn }) => isOwn === true),
    ),
    ...[...pluginNames].flatMap((name) =>
      block(
        `${name} commands (type help <topic>):`,
        listed.filter(({ plugin }) => plugin === name),
      ),
    ),
  ];
}

function topicLines(topic: string, actions: ActionTable): readonly string[] {
  const action = actions.get(topic);
  return action === undefined ? [`*** No help on ${topic}`] : helpLines(action);
}
