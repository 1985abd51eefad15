import { FAULTS } from '../../rpc/faults.ts';
import { confirms } from '../confirmation.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';

const QUESTION = 'Really restart the remote supervisord process y/N? ';

export async function reload(session: Session): Promise<void> {
  if (!(await confirms(session, QUESTION))) return;
  const reply = await session.client.call('supervisor.restart');
  if (reply.kind === 'result') {
    session.output.line('Restarted supervisord');
    return;
  }
  session.fail(EXIT_STATUS.generic);
  if (reply.code === FAULTS.SHUTDOWN_STATE) session.output.line('ERROR: already shutting down');
  // Only vigild refuses a restart: all that keeps it from one, and nothing was stopped.
  else if (reply.code === FAULTS.CANT_REREAD) session.output.line(`ERROR: ${reply.message}`);
  else throw new UnexpectedFaultError(reply);
}
