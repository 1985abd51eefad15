/**
 * Whether a journal is of this boot, where the kernel hides the boot's id. If all boots counted as one, what was down before
 * a reboot would stay down after it. When the boot began, by the wall clock, tells them apart; but that clock may have been
 * set meanwhile, and a second copy of a program is worse. So another boot it is only if nothing of the journal lives, too.
 */
import { pidOf } from '../../core/process-state.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import type { JournalContent } from '../../journal/replay.ts';

/** In milliseconds. Both clocks are steered alike; a boot after another one takes longer. */
const TOLERANCE = 5000;

/** When this boot began, in milliseconds of the wall clock. `ticksNow`: hundredths of a second since. */
export const bootTime = (wallNow: number, ticksNow: number): number => wallNow - ticksNow * 10;

/** The journal, or that it is of another boot. `isThere`: whether a process lives. */
export function ofThisBoot(
  content: JournalContent,
  bootedAt: number,
  isThere: (identity: RecordedIdentity) => boolean,
): JournalContent {
  if (content.kind !== 'running' || content.isBootCertain || content.bootedAt === null) return content;
  const isAsBefore = Math.abs(content.bootedAt - bootedAt) <= TOLERANCE;
  return isAsBefore || mayLive(content, isThere) ? content : { kind: 'other-boot' };
}

function mayLive(
  content: Extract<JournalContent, { kind: 'running' }>,
  isThere: (identity: RecordedIdentity) => boolean,
): boolean {
  const { processes, keeper, isKeeperChanging, droppedBytes } = content;
  if (droppedBytes > 0 || isKeeperChanging || (keeper !== null && isThere(keeper))) return true;
  return [...processes.values()].some(({ state, startTicks }) => {
    const pid = pidOf(state);
    if (pid === null) return state.name === 'SPAWNING';
    return startTicks === null || isThere({ pid, startTicks });
  });
}
