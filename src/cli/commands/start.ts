import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { isRunning } from '../process-states.ts';
import { applyToProcesses } from '../process-verb.ts';
import type { Session } from '../session.ts';

/** Why a process does not start, as in `web: ERROR (spawn error)`. */
export const START_REASONS: ReadonlyMap<number, string> = new Map([
  [FAULTS.BAD_NAME, 'no such process'],
  [FAULTS.NO_FILE, 'no such file'],
  [FAULTS.NOT_EXECUTABLE, 'file is not executable'],
  [FAULTS.ALREADY_STARTED, 'already started'],
  [FAULTS.SPAWN_ERROR, 'spawn error'],
  [FAULTS.ABNORMAL_TERMINATION, 'abnormal termination'],
]);

export async function start(session: Session, names: readonly string[]): Promise<void> {
  const { client } = session;
  await applyToProcesses(session, names, {
    success: 'started',
    isDone: ({ state }) => isRunning(state),
    reasons: START_REASONS,
    showsFailureText: false,
    ignoredCode: FAULTS.ALREADY_STARTED,
    unknownGroupStatus: EXIT_STATUS.invalidArguments,
    all: () => client.call('supervisor.startAllProcesses'),
    group: (name) => client.call('supervisor.startProcessGroup', name),
    process: (name) => client.call('supervisor.startProcess', name),
  });
}
