/** Asks the server for the version of its API before an action. Source: Supervisor supervisorctl.py, upcheck(). */
import { API_VERSION } from '../rpc/api-version.ts';
import { FAULTS } from '../rpc/faults.ts';
import type { Reply } from './client.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { ConnectError } from './http-connection.ts';
import { UnexpectedFaultError } from './replies.ts';
import type { Session } from './session.ts';

/** Whether the server is of use. If not, says why and sets the exit status. */
export async function upcheck(session: Session): Promise<boolean> {
  let reply: Reply<string>;
  try {
    reply = await session.client.call('supervisor.getVersion');
  } catch (error) {
    if (!(error instanceof ConnectError) || !reportUnreachable(session, error)) throw error;
    await session.explain(error);
    return false;
  }
  if (reply.kind === 'fault') {
    if (reply.code !== FAULTS.UNKNOWN_METHOD) throw new UnexpectedFaultError(reply);
    session.output.line(
      'Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses ' +
        'to control it.  Please check that the [rpcinterface:supervisor] section is enabled in the configuration ' +
        'file (see sample.conf).',
    );
    session.fail(EXIT_STATUS.unimplemented);
    return false;
  }
  if (reply.value === API_VERSION) return true;
  session.output.line(
    `Sorry, this version of supervisorctl expects to talk to a server with API version ${API_VERSION}, but the ` +
      `remote version is ${reply.value}.`,
  );
  session.fail(EXIT_STATUS.wrongVersion);
  return false;
}

function reportUnreachable(session: Session, { code }: ConnectError): boolean {
  if (code === 'ECONNREFUSED') {
    session.output.line(`${session.serverUrl} refused connection`);
    session.fail(EXIT_STATUS.refused);
    return true;
  }
  if (code === 'ENOENT') {
    session.output.line(`${session.serverUrl} no such file`);
    session.fail(EXIT_STATUS.notRunning);
    return true;
  }
  return false;
}
