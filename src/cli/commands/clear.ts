import { joinNamespec, splitNamespec } from '../../core/namespec.ts';
import { FAULTS } from '../../rpc/faults.ts';
import type { Fault } from '../client.ts';
import { exitStatusOfFault } from '../exit-status.ts';
import { resultOf, UnexpectedFaultError, UnknownResultError } from '../replies.ts';
import type { Session } from '../session.ts';

const REASONS: ReadonlyMap<number, string> = new Map([
  [FAULTS.BAD_NAME, 'no such process'],
  [FAULTS.FAILED, 'failed'],
]);

/** Groups are not supported: Supervisor names the process of `group:*` "None", and refuses it. */
export async function clear(session: Session, names: readonly string[]): Promise<void> {
  const { client } = session;
  if (names.includes('all')) {
    for (const result of resultOf(await client.call('supervisor.clearAllProcessLogs'))) {
      report(session, joinNamespec(result.group, result.name), result.status);
    }
    return;
  }
  for (const name of names) {
    const { group, process } = splitNamespec(name);
    const reply: { readonly kind: 'result' } | Fault = await client.call('supervisor.clearProcessLogs', name);
    if (reply.kind === 'fault' && reply.code === FAULTS.NOT_PERMITTED) throw new UnexpectedFaultError(reply);
    if (reply.kind === 'fault' && reply.code === FAULTS.BAD_NAME) session.unknownName(name);
    report(
      session,
      joinNamespec(group, process ?? 'None'),
      reply.kind === 'fault' ? reply.code : FAULTS.SUCCESS,
    );
  }
}

function report(session: Session, name: string, code: number): void {
  const reason = REASONS.get(code);
  if (code === FAULTS.SUCCESS) session.output.line(`${name}: cleared`);
  else if (reason !== undefined) session.output.line(`${name}: ERROR (${reason})`);
  else throw new UnknownResultError(`Unknown result code ${code} for ${name}`);
  const status = exitStatusOfFault(code);
  if (status !== undefined) session.fail(status);
}
