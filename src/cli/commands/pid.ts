import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';

export async function pid(session: Session, names: readonly string[]): Promise<void> {
  const { client, output } = session;
  if (names.length === 0) {
    output.line(String(resultOf(await client.call('supervisor.getPID'))));
    return;
  }
  if (names.includes('all')) {
    for (const info of resultOf(await client.call('supervisor.getAllProcessInfo'))) {
      output.line(String(info.pid));
    }
    return;
  }
  for (const name of names) await onePid(session, name);
}

async function onePid(session: Session, name: string): Promise<void> {
  const reply = await session.client.call('supervisor.getProcessInfo', name);
  if (reply.kind === 'fault') {
    if (reply.code !== FAULTS.BAD_NAME) throw new UnexpectedFaultError(reply);
    session.output.line(`No such process ${name}`);
    session.fail(EXIT_STATUS.generic);
    return;
  }
  session.output.line(String(reply.value.pid));
  if (reply.value.pid === 0) session.fail(EXIT_STATUS.notRunning);
}
