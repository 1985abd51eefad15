import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { isStopped } from '../process-states.ts';
import { applyToProcesses } from '../process-verb.ts';
import type { Session } from '../session.ts';
import { SIGNAL_REASONS } from './signal.ts';

export async function stop(session: Session, names: readonly string[]): Promise<void> {
  const { client } = session;
  await applyToProcesses(session, names, {
    success: 'stopped',
    isDone: ({ state }) => isStopped(state),
    reasons: SIGNAL_REASONS,
    showsFailureText: true,
    ignoredCode: FAULTS.NOT_RUNNING,
    unknownGroupStatus: EXIT_STATUS.generic,
    all: () => client.call('supervisor.stopAllProcesses'),
    group: (name) => client.call('supervisor.stopProcessGroup', name),
    process: (name) => client.call('supervisor.stopProcess', name),
  });
}
