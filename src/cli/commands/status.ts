import { joinNamespec, splitNamespec } from '../../core/namespec.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { characterCount, padEnd } from '../padding.ts';
import { resultOf } from '../replies.ts';
import type { ProcessInfo } from '../rpc-methods.ts';
import type { Session } from '../session.ts';

/** STOPPED, EXITED, FATAL, UNKNOWN. Source: Supervisor states.py, STOPPED_STATES. */
const DOWN_STATES: readonly number[] = [0, 100, 200, 1000];
const MINIMUM_NAME_WIDTH = 30;
const STATE_WIDTH = 10;

export async function status(session: Session, names: readonly string[]): Promise<void> {
  const everything = resultOf(await session.client.call('supervisor.getAllProcessInfo'));
  const isAll = names.length === 0 || names.includes('all');
  const listed = isAll ? everything : names.flatMap((name) => matching(session, name, everything));
  showTable(session, listed);
  if (listed.some((info) => DOWN_STATES.includes(info.state))) session.fail(EXIT_STATUS.someProcessDown);
}

function matching(
  session: Session,
  name: string,
  everything: readonly ProcessInfo[],
): readonly ProcessInfo[] {
  const { group, process } = splitNamespec(name);
  const found = everything.filter(
    (info) => info.group === group && (process === null || info.name === process),
  );
  if (found.length === 0) {
    session.output.line(
      process === null ? `${group}: ERROR (no such group)` : `${name}: ERROR (no such process)`,
    );
    session.fail(EXIT_STATUS.statusUnknown);
  }
  return found;
}

function showTable(session: Session, infos: readonly ProcessInfo[]): void {
  const names = infos.map((info) => joinNamespec(info.group, info.name));
  const width = Math.max(MINIMUM_NAME_WIDTH, ...names.map(characterCount)) + 3;
  for (const [index, info] of infos.entries()) {
    const name = padEnd(names[index] ?? '', width);
    session.output.line(`${name}${padEnd(info.statename, STATE_WIDTH)}${info.description}`);
  }
}
