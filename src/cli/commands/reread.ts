import { compareCodePoints } from '../../config/python-text.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { ConfigChanges } from '../rpc-methods.ts';
import type { Session } from '../session.ts';

export async function reread(session: Session): Promise<void> {
  const reply = await session.client.call('supervisor.reloadConfig');
  if (reply.kind === 'result') {
    for (const line of changeLines(reply.value)) session.output.line(line);
    return;
  }
  session.fail(EXIT_STATUS.generic);
  if (reply.code === FAULTS.SHUTDOWN_STATE) session.output.line('ERROR: supervisor shutting down');
  else if (reply.code === FAULTS.CANT_REREAD) session.output.line(`ERROR: ${reply.message}`);
  else throw new UnexpectedFaultError(reply);
}

function changeLines({ added, changed, removed }: ConfigChanges): readonly string[] {
  const changes = [
    ...added.map((group) => ({ group, change: 'available' })),
    ...changed.map((group) => ({ group, change: 'changed' })),
    ...removed.map((group) => ({ group, change: 'disappeared' })),
  ];
  if (changes.length === 0) return ['No config updates to processes'];
  changes.sort((a, b) => compareCodePoints(a.group, b.group));
  return changes.map(({ group, change }) => `${group}: ${change}`);
}
