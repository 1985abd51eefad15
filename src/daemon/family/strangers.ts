/** Orphans whose program cannot be told. It may show later, by a process of a program in their group or session. */
import type { Pid } from '../../core/units.ts';
import { type ProcessStat, readProcess } from '../../os/process-table.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';

export class Strangers {
  readonly #log: ActivityLog;
  readonly #found = new Map<Pid, ProcessStat>();

  constructor(log: ActivityLog) {
    this.#log = log;
  }

  /** `possible`: the names of the programs that it may be of. */
  add(stranger: ProcessStat, possible: readonly string[]): void {
    this.#found.set(stranger.pid, stranger);
    const which = possible.length > 1 ? `: one of ${possible.join(', ')}` : '';
    // As pid 1 it gets every orphan of the machine.
    const level = process.pid === 1 ? 'debug' : 'warn';
    this.#log.log(
      level,
      `cannot tell of which program process ${stranger.pid} (${stranger.name}) is${which}; it is let alone`,
    );
  }

  /** It was reaped. */
  ended(pid: Pid): void {
    this.#found.delete(pid);
  }

  /** Those that are known by now, by their process group or session; they are no strangers any more. */
  take(isKnown: (stranger: ProcessStat) => boolean): readonly ProcessStat[] {
    const taken: ProcessStat[] = [];
    for (const [pid, before] of this.#found) {
      if (!isKnown(before)) continue;
      // A group that it has left since may be another by now.
      const now = readProcess(pid);
      if (now === null || now.startTicks !== before.startTicks || !isKnown(now)) continue;
      this.#found.delete(pid);
      taken.push(now);
    }
    return taken;
  }
}
