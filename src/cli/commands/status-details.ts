/** What `status --long` adds: only vigild tells it. */
import { counted } from '../../core/counted.ts';
import { FAULTS } from '../../rpc/faults.ts';
import type { Reply } from '../client.ts';
import { resultOf } from '../replies.ts';
import type { ListenerPool, ProcessInfo, Tally, TreeEntry } from '../rpc-results.ts';
import type { Session } from '../session.ts';

/** By name, since there may be many processes. */
export interface StatusDetails {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly pools: readonly ListenerPool[];
  /** Pids of runs that are over. */
  readonly leftovers: ReadonlyMap<string, readonly number[]>;
}

export const NO_DETAILS =
  'This daemon does not count starts, failures and losses: it is supervisord, or a vigild that is older than vigilctl.';

/** Null where the daemon does not know such things. */
export async function statusDetails({ client }: Session): Promise<StatusDetails | null> {
  const tallies = knownOrNull(await client.call('vigil.getTallies'));
  const pools = knownOrNull(await client.call('vigil.getListenerPools'));
  if (tallies === null || pools === null) return null;
  const tree = knownOrNull(await client.call('vigil.getProcessTree', '')) ?? [];
  return {
    tallies: new Map(tallies.map((tally) => [keyOf(tally), tally])),
    pools,
    leftovers: pidsOfLeftovers(tree),
  };
}

/** No name has a colon in it. */
function keyOf({ group, name }: { readonly group: string; readonly name: string }): string {
  return `${group}:${name}`;
}

function pidsOfLeftovers(tree: readonly TreeEntry[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const entry of tree) {
    if (entry.role !== 'leftover') continue;
    const pids = found.get(keyOf(entry));
    if (pids === undefined) found.set(keyOf(entry), [entry.pid]);
    else pids.push(entry.pid);
  }
  return found;
}

function knownOrNull<Result>(reply: Reply<Result>): Result | null {
  return reply.kind === 'fault' && reply.code === FAULTS.UNKNOWN_METHOD ? null : resultOf(reply);
}

export function tallyOf(info: ProcessInfo, { tallies }: StatusDetails): Tally | undefined {
  return tallies.get(keyOf(info));
}

export function leftoversOf(info: ProcessInfo, { leftovers }: StatusDetails): readonly number[] {
  return leftovers.get(keyOf(info)) ?? [];
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
