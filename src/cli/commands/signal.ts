import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { applyToProcesses } from '../process-verb.ts';
import type { Session } from '../session.ts';

/** Shared with `stop`, which is a signal too. */
export const SIGNAL_REASONS: ReadonlyMap<number, string> = new Map([
  [FAULTS.BAD_NAME, 'no such process'],
  [FAULTS.BAD_SIGNAL, 'bad signal name'],
  [FAULTS.NOT_RUNNING, 'not running'],
]);

export async function signal(session: Session, words: readonly string[]): Promise<void> {
  const [signalName = '', ...names] = words;
  const { client } = session;
  await applyToProcesses(session, names, {
    success: 'signalled',
    reasons: SIGNAL_REASONS,
    showsFailureText: true,
    unknownGroupStatus: EXIT_STATUS.generic,
    all: () => client.call('supervisor.signalAllProcesses', signalName),
    group: (name) => client.call('supervisor.signalProcessGroup', name, signalName),
    process: (name) => client.call('supervisor.signalProcess', name, signalName),
  });
}
