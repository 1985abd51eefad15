import { FAULTS } from '../../rpc/faults.ts';
import type { Fault, Reply } from '../client.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { refuse } from '../refuse.ts';
import { resultOf, UnexpectedFaultError } from '../replies.ts';
import type { Session } from '../session.ts';
import { isUnknownMethod } from '../unknown-method.ts';

/** Forgets programs that `run` added, and stops those that run. A daemon of the user's own ends with its last program. */
export async function rm(session: Session, names: readonly string[]): Promise<void> {
  const userDaemon = session.runSurroundings?.userDaemon ?? null;
  const isOwn = session.serverUrl === userDaemon?.serverUrl;
  const pid = resultOf(await session.client.call('supervisor.getPID'));
  let hasForgotten = false;
  for (const name of names) {
    const reply = await forget(session, name, isOwn);
    if (isUnknownMethod(reply)) {
      refuse(session, 'ERROR: this daemon has only programs that a file names');
      return;
    }
    if (reply.kind === 'result') {
      session.output.line(`${name}: removed`);
      hasForgotten = true;
    } else if (isOwn && hasForgotten && reply.code === FAULTS.SHUTDOWN_STATE) {
      complain(session, name, 'no such process');
    } else {
      complain(session, name, reasonOf(name, reply));
    }
  }
  if (!hasForgotten || userDaemon === null || !isOwn) return;
  session.disconnect();
  if (await userDaemon.untilEnded(pid)) session.output.line('No program is left: your vigild has ended');
}

/** Somebody else may start it again meanwhile. */
const MOST_ATTEMPTS = 3;

async function forget(session: Session, name: string, isOwn: boolean): Promise<Reply<boolean>> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await session.client.call('vigil.forgetProgram', name, isOwn);
    const isRunning = reply.kind === 'fault' && reply.code === FAULTS.STILL_RUNNING;
    if (!isRunning || attempt === MOST_ATTEMPTS) return reply;
    await session.client.call('supervisor.stopProcess', name);
  }
}

function reasonOf(name: string, { code, message }: Fault): string {
  const about = message.replace(/^[A-Z_]+: /, '');
  switch (code) {
    case FAULTS.BAD_NAME:
      return about === name ? 'no such process' : about;
    case FAULTS.STILL_RUNNING:
      return 'still running';
    case FAULTS.FAILED:
      return about;
    default:
      throw new UnexpectedFaultError({ kind: 'fault', code, message });
  }
}

function complain(session: Session, name: string, reason: string): void {
  session.output.line(`${name}: ERROR (${reason})`);
  session.fail(EXIT_STATUS.generic);
}
