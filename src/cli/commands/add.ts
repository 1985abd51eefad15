import { FAULTS } from '../../rpc/faults.ts';
import type { Fault } from '../client.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';

export async function add(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const reply = await session.client.call('supervisor.addProcessGroup', name);
    if (reply.kind === 'result') session.output.line(`${name}: added process group`);
    else refuse(session, name, reply);
  }
}

function refuse(session: Session, name: string, fault: Fault): void {
  switch (fault.code) {
    case FAULTS.ALREADY_ADDED:
      session.output.line('ERROR: process group already active');
      return;
    case FAULTS.SHUTDOWN_STATE:
      session.output.line('ERROR: shutting down');
      break;
    case FAULTS.BAD_NAME:
      session.output.line(`ERROR: no such process/group: ${name}`);
      break;
    default:
      throw new UnexpectedFaultError(fault);
  }
  session.fail(EXIT_STATUS.generic);
}
