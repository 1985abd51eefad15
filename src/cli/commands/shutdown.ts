import { FAULTS } from '../../rpc/faults.ts';
import type { Reply } from '../client.ts';
import { confirms } from '../confirmation.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { ConnectError } from '../http-connection.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';

const QUESTION = 'Really shut the remote supervisord process down y/N? ';

/** What a refused or missing connection means here: there was nothing to shut down. */
const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused connection'],
  ['ENOENT', 'no such file'],
]);

export async function shutdown(session: Session): Promise<void> {
  if (!(await confirms(session, QUESTION))) return;
  let reply: Reply<boolean>;
  try {
    reply = await session.client.call('supervisor.shutdown');
  } catch (error) {
    const reason = error instanceof ConnectError ? UNREACHABLE.get(error.code) : undefined;
    if (reason === undefined) throw error;
    session.output.line(`ERROR: ${session.serverUrl} ${reason} (already shut down?)`);
    session.fail(EXIT_STATUS.generic);
    await session.explain(error);
    return;
  }
  if (reply.kind === 'result') session.output.line('Shut down');
  else if (reply.code === FAULTS.SHUTDOWN_STATE) session.output.line('ERROR: already shutting down');
  else throw new UnexpectedFaultError(reply);
}
