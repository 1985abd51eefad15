import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';

export async function remove(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const reply = await session.client.call('supervisor.removeProcessGroup', name);
    if (reply.kind === 'result') {
      session.output.line(`${name}: removed process group`);
      continue;
    }
    session.fail(EXIT_STATUS.generic);
    if (reply.code === FAULTS.STILL_RUNNING) {
      session.output.line(`ERROR: process/group still running: ${name}`);
    } else if (reply.code === FAULTS.BAD_NAME) {
      session.output.line(`ERROR: no such process/group: ${name}`);
    } else {
      throw new UnexpectedFaultError(reply);
    }
  }
}
