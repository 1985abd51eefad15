import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { ConfigChanges } from '../rpc-results.ts';
import type { Session } from '../session.ts';

/** Rereads, then makes the running groups follow: removed ones first, then changed ones, then new ones. */
export async function update(session: Session, names: readonly string[]): Promise<void> {
  const reply = await session.client.call('supervisor.reloadConfig');
  if (reply.kind === 'fault') {
    if (reply.code !== FAULTS.SHUTDOWN_STATE) throw new UnexpectedFaultError(reply);
    session.output.line('ERROR: already shutting down');
    session.fail(EXIT_STATUS.generic);
    return;
  }
  const chosen = new Set(names.includes('all') ? [] : names);
  if (chosen.size > 0) await reportUnknown(session, chosen, reply.value);
  const isChosen = (group: string) => chosen.size === 0 || chosen.has(group);
  for (const group of reply.value.removed.filter(isChosen)) await removeGroup(session, group);
  for (const group of reply.value.changed.filter(isChosen)) await replaceGroup(session, group);
  for (const group of reply.value.added.filter(isChosen)) {
    resultOf(await session.client.call('supervisor.addProcessGroup', group));
    session.output.line(`${group}: added process group`);
  }
}

async function reportUnknown(
  session: Session,
  chosen: ReadonlySet<string>,
  { added }: ConfigChanges,
): Promise<void> {
  const infos = resultOf(await session.client.call('supervisor.getAllProcessInfo'));
  const known = new Set([...infos.map((info) => info.group), ...added]);
  for (const group of chosen) {
    if (known.has(group)) continue;
    session.output.line(`ERROR: no such group: ${group}`);
    session.fail(EXIT_STATUS.generic);
  }
}

async function removeGroup(session: Session, group: string): Promise<void> {
  const results = resultOf(await session.client.call('supervisor.stopProcessGroup', group));
  session.output.line(`${group}: stopped`);
  if (results.some((result) => result.status === FAULTS.FAILED)) {
    session.output.line(`${group}: has problems; not removing`);
    session.fail(EXIT_STATUS.generic);
    return;
  }
  resultOf(await session.client.call('supervisor.removeProcessGroup', group));
  session.output.line(`${group}: removed process group`);
}

async function replaceGroup(session: Session, group: string): Promise<void> {
  resultOf(await session.client.call('supervisor.stopProcessGroup', group));
  session.output.line(`${group}: stopped`);
  resultOf(await session.client.call('supervisor.removeProcessGroup', group));
  resultOf(await session.client.call('supervisor.addProcessGroup', group));
  session.output.line(`${group}: updated process group`);
}
