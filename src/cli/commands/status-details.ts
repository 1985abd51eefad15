/** What `status --long` adds: only vigild tells it. */
import { FAULTS } from '../../rpc/faults.ts';
import type { Reply } from '../client.ts';
import { resultOf } from '../replies.ts';
import type { ListenerPool, ProcessInfo, Tally, TreeEntry } from '../rpc-results.ts';
import type { Session } from '../session.ts';

export interface StatusDetails {
  readonly tallies: readonly Tally[];
  readonly pools: readonly ListenerPool[];
  /** Processes of runs that are over. */
  readonly leftovers: readonly TreeEntry[];
}

export const NO_DETAILS =
  'This daemon does not count starts, failures and losses: it is supervisord, or a vigild that is older than vigilctl.';

/** Null where the daemon does not know such things. */
export async function statusDetails({ client }: Session): Promise<StatusDetails | null> {
  const tallies = knownOrNull(await client.call('vigil.getTallies'));
  const pools = knownOrNull(await client.call('vigil.getListenerPools'));
  if (tallies === null || pools === null) return null;
  const tree = knownOrNull(await client.call('vigil.getProcessTree', '')) ?? [];
  return { tallies, pools, leftovers: tree.filter(({ role }) => role === 'leftover') };
}

function knownOrNull<Result>(reply: Reply<Result>): Result | null {
  return reply.kind === 'fault' && reply.code === FAULTS.UNKNOWN_METHOD ? null : resultOf(reply);
}

export function tallyOf({ group, name }: ProcessInfo, { tallies }: StatusDetails): Tally | undefined {
  return tallies.find((tally) => tally.group === group && tally.name === name);
}

export function leftoversOf({ group, name }: ProcessInfo, { leftovers }: StatusDetails): readonly number[] {
  return leftovers.filter((entry) => entry.group === group && entry.name === name).map(({ pid }) => pid);
}

/** `started 3 times, 2 failures, last exit status 1, 17 bytes of output lost`. */
export function tallyLine(
  { stop, exitStatus }: ProcessInfo,
  tally: Tally,
  leftovers: readonly number[],
): string {
  const lost = tally.stdoutLost + tally.stderrLost;
  return [
    tally.starts === 0 ? 'never started' : `started ${counted(tally.starts, 'time')}`,
    counted(tally.failures, 'failure'),
    ...(stop === 0 ? [] : [`last exit status ${exitStatus}`]),
    `${counted(lost, 'byte')} of output lost`,
    ...(leftovers.length === 0 ? [] : [`left behind: ${leftovers.join(' ')}`]),
  ].join(', ');
}

export function poolLine({ name, bufferSize, buffered, processed, discarded }: ListenerPool): string {
  const waiting = `${buffered} of at most ${bufferSize} events wait`;
  return `listeners ${name}: ${waiting}, ${processed} processed, ${discarded} discarded`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
