/** "Did you mean" for names of processes. On stderr, and only where somebody reads along: scripts pay no call for it. */
import { closestName } from '../core/closest-name.ts';
import { joinNamespec } from '../core/namespec.ts';
import type { ProcessName } from './rpc-results.ts';
import type { Session } from './session.ts';

/** After an action: about the names that the daemon did not know. */
export async function proposeNames(session: Session): Promise<void> {
  const unknown = session.takeUnknownNames();
  if (unknown.length === 0 || !session.output.isTerminal) return;
  const reply = await session.client.call('supervisor.getAllProcessInfo');
  if (reply.kind === 'fault') return;
  for (const name of unknown) {
    const meant = meantName(name, reply.value);
    if (meant !== null && meant !== name) session.output.complaint(`Did you mean "${meant}"?`);
  }
}

/** A process that is in a group, a group, or a name that differs by a slip. */
export function meantName(typed: string, processes: readonly ProcessName[]): string | null {
  const member = processes.find(({ name }) => name === typed);
  if (member !== undefined) return joinNamespec(member.group, typed);
  if (processes.some(({ group }) => group === typed)) return `${typed}:*`;
  const names = processes.flatMap(({ group, name }) => [joinNamespec(group, name), `${group}:*`]);
  return closestName(typed, names);
}
