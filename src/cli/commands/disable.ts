import { joinNamespec } from '../../core/namespec.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { refuse } from '../refuse.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { SwitchedProcess } from '../rpc-results.ts';
import type { Session } from '../session.ts';
import { isUnknownMethod } from '../unknown-method.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';

interface Switch {
  readonly method: 'vigil.disable' | 'vigil.enable';
  /** As in `web: disabled`. */
  readonly done: string;
  /** With `--now`: which processes are not yet as they are to be, and what makes them so. */
  readonly isLeft: (process: SwitchedProcess) => boolean;
  readonly follow: (session: Session, names: readonly string[]) => Promise<void>;
}

/** Without names: lists what is disabled. */
export async function disable(session: Session, words: readonly string[]): Promise<void> {
  if (words.length === 0) {
    await listDisabled(session);
    return;
  }
  await switchProcesses(session, words, {
    method: 'vigil.disable',
    done: 'disabled',
    isLeft: ({ isRunning }) => isRunning,
    follow: stop,
  });
}

export async function enable(session: Session, words: readonly string[]): Promise<void> {
  await switchProcesses(session, words, {
    method: 'vigil.enable',
    done: 'enabled',
    isLeft: ({ isRunning }) => !isRunning,
    follow: start,
  });
}

async function listDisabled(session: Session): Promise<void> {
  const reply = await session.client.call('vigil.getDisabled');
  if (isUnknownMethod(reply)) {
    complainOfDaemon(session);
    return;
  }
  for (const { group, name } of resultOf(reply)) session.output.line(joinNamespec(group, name));
}

async function switchProcesses(session: Session, words: readonly string[], kind: Switch): Promise<void> {
  const option = words.find((word) => word.startsWith('-') && word !== '--now');
  const names = words.filter((word) => word !== '--now');
  if (option !== undefined || names.length === 0) {
    const action = kind.method.slice('vigil.'.length);
    refuse(
      session,
      option === undefined
        ? `Error: ${action} requires a process name`
        : `Error: ${action} does not know the option ${option}`,
    );
    return;
  }
  const left: string[] = [];
  for (const name of names.includes('all') ? ['all'] : names) {
    const processes = await switchOne(session, name, kind);
    if (processes.some(kind.isLeft)) left.push(name);
  }
  if (names.length < words.length && left.length > 0) await kind.follow(session, left);
}

async function switchOne(
  session: Session,
  name: string,
  { method, done }: Switch,
): Promise<readonly SwitchedProcess[]> {
  const reply = await session.client.call(method, name === 'all' ? [] : [name]);
  if (isUnknownMethod(reply)) {
    complainOfDaemon(session);
    return [];
  }
  if (reply.kind === 'fault') {
    if (reply.code !== FAULTS.BAD_NAME && reply.code !== FAULTS.FAILED) throw new UnexpectedFaultError(reply);
    const reason =
      reply.code === FAULTS.BAD_NAME ? 'no such process' : reply.message.replace(/^FAILED: /, '');
    session.output.line(`${name}: ERROR (${reason})`);
    session.fail(EXIT_STATUS.generic);
    return [];
  }
  for (const { group, name: process } of reply.value) {
    session.output.line(`${joinNamespec(group, process)}: ${done}`);
  }
  return reply.value;
}

function complainOfDaemon(session: Session): void {
  session.output.line('ERROR: this daemon cannot disable programs');
  session.fail(EXIT_STATUS.generic);
}
