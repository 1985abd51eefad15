/** Which processes `status` shows, how, and what its exit status is. */
import { joinNamespec, splitNamespec } from '../core/namespec.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { characterCount, padEnd } from './padding.ts';
import { isStopped } from './process-states.ts';
import type { ProcessInfo } from './rpc-results.ts';
import type { Session } from './session.ts';

const MINIMUM_NAME_WIDTH = 30;
const STATE_WIDTH = 10;

/** What the table shows of a process. */
export type StatusRow = Pick<ProcessInfo, 'group' | 'name' | 'state' | 'statename' | 'description'>;

export interface Selection<Row> {
  /** In the order of the names. */
  readonly listed: readonly Row[];
  readonly unknown: readonly { readonly name: string; readonly error: string }[];
}

export function selectFrom<Row extends StatusRow>(
  everything: readonly Row[],
  names: readonly string[],
): Selection<Row> {
  if (names.length === 0 || names.includes('all')) return { listed: everything, unknown: [] };
  const found = names.map((name) => ({ name, infos: matching(name, everything) }));
  return {
    listed: found.flatMap(({ infos }) => infos),
    unknown: found.filter(({ infos }) => infos.length === 0).map(({ name }) => unknownName(name)),
  };
}

/** Sets the exit status. */
export function judgeSelection(
  session: Pick<Session, 'fail'>,
  { listed, unknown }: Selection<StatusRow>,
): void {
  if (unknown.length > 0) session.fail(EXIT_STATUS.statusUnknown);
  if (listed.some((info) => isStopped(info.state))) session.fail(EXIT_STATUS.someProcessDown);
}

/** Prints the table, and sets the exit status. `detail` gives a line below a process's own, or null. */
export function showSelection<Row extends StatusRow>(
  session: Pick<Session, 'output' | 'fail'>,
  selection: Selection<Row>,
  detail: (info: Row) => string | null = () => null,
): void {
  judgeSelection(session, selection);
  const { listed, unknown } = selection;
  const errors = unknown.map(({ name, error }) => `${name}: ERROR (${error})\n`);
  // At once: a thousand lines would be a thousand system calls.
  const text = errors.join('') + table(listed, detail);
  if (text !== '') session.output.text(text);
}

function matching<Row extends StatusRow>(name: string, everything: readonly Row[]): readonly Row[] {
  const { group, process } = splitNamespec(name);
  return everything.filter((info) => info.group === group && (process === null || info.name === process));
}

function unknownName(name: string): { readonly name: string; readonly error: string } {
  const { group, process } = splitNamespec(name);
  return process === null ? { name: group, error: 'no such group' } : { name, error: 'no such process' };
}

function table<Row extends StatusRow>(infos: readonly Row[], detail: (info: Row) => string | null): string {
  const names = infos.map((info) => joinNamespec(info.group, info.name));
  const width = names.reduce((most, name) => Math.max(most, characterCount(name)), MINIMUM_NAME_WIDTH) + 3;
  return infos
    .map((info, index) => {
      const name = padEnd(names[index] ?? '', width);
      const line = `${name}${padEnd(info.statename, STATE_WIDTH)}${info.description}\n`;
      const below = detail(info);
      return below === null ? line : `${line}${' '.repeat(width)}${below}\n`;
    })
    .join('');
}
