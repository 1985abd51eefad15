import type { JsonValue } from '../../core/json-value.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { ProcessInfo } from '../rpc-results.ts';
import type { Session } from '../session.ts';

export async function pid(session: Session, names: readonly string[]): Promise<void> {
  const { output } = session;
  if (names.length === 0) {
    output.line(String(await daemonPid(session)));
    return;
  }
  if (names.includes('all')) {
    for (const info of await everyProcess(session)) output.line(String(info.pid));
    return;
  }
  for (const name of names) {
    const info = await processOf(session, name);
    output.line(info === null ? `No such process ${name}` : String(info.pid));
  }
}

export async function pidJson(session: Session, names: readonly string[]): Promise<JsonValue> {
  if (names.length === 0) return { pid: await daemonPid(session) };
  const processes: JsonValue[] = [];
  if (names.includes('all')) {
    for (const info of await everyProcess(session)) processes.push(described(info));
    return { processes };
  }
  const errors: JsonValue[] = [];
  for (const name of names) {
    const info = await processOf(session, name);
    if (info === null) errors.push({ name, error: 'no such process' });
    else processes.push(described(info));
  }
  return { processes, ...(errors.length === 0 ? {} : { errors }) };
}

function described({ group, name, pid }: ProcessInfo): JsonValue {
  return { group, name, pid };
}

async function daemonPid(session: Session): Promise<number> {
  return resultOf(await session.client.call('supervisor.getPID'));
}

async function everyProcess(session: Session): Promise<readonly ProcessInfo[]> {
  return resultOf(await session.client.call('supervisor.getAllProcessInfo'));
}

/** Null for an unknown name. That, and a process that does not run, set the exit status. */
async function processOf(session: Session, name: string): Promise<ProcessInfo | null> {
  const reply = await session.client.call('supervisor.getProcessInfo', name);
  if (reply.kind === 'fault') {
    if (reply.code !== FAULTS.BAD_NAME) throw new UnexpectedFaultError(reply);
    session.fail(EXIT_STATUS.generic);
    return null;
  }
  if (reply.value.pid === 0) session.fail(EXIT_STATUS.notRunning);
  return reply.value;
}
