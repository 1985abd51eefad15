import type { Action } from '../action.ts';
import { columns } from '../columns.ts';
import { type ActionTable, helpLines } from '../help.ts';
import type { Session } from '../session.ts';

const HEADER = 'default commands (type help <topic>):';
/** Supervisor lays the list out for a terminal of 80 columns, whatever there is. */
const WIDTH = 80;

export async function help(session: Session, words: readonly string[], actions: ActionTable): Promise<void> {
  const topic = words.join(' ');
  const lines = topic === '' ? overview([...actions.values()]) : topicLines(topic, actions);
  for (const line of lines) session.output.line(line);
}

function overview(actions: readonly Action[]): readonly string[] {
  const names = actions.map((action) => action.name).filter((name) => name !== 'help');
  return ['', HEADER, '='.repeat(HEADER.length), ...columns(names.sort(), WIDTH - 1), ''];
}

function topicLines(topic: string, actions: ActionTable): readonly string[] {
  const action = actions.get(topic);
  return action === undefined ? [`*** No help on ${topic}`] : helpLines(action);
}
