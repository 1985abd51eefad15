/**
 * Since when a child is there, as `/proc/PID/stat` has it: in hundredths of a second since boot. The kernel takes the time
 * of the fork from CLOCK_BOOTTIME and rounds it down. So where that clock says the same hundredth before and after a
 * spawn, the answer is known, and costs a twentieth of asking for it. Source: kernel/fork.c, copy_process();
 * fs/proc/array.c, do_task_stat().
 */
import { uptime } from 'node:os';
import type { Pid } from '../core/units.ts';
import { CLOCK_BOOTTIME } from './native/processes.ts';
import type { Libc } from './native.ts';
import { readStartTicks } from './process-table.ts';

const NANOSECONDS_PER_TICK = 10_000_000;

export class StartTimes {
  readonly #libc: Libc;
  /** `struct timespec`. */
  readonly #time = new BigInt64Array(2);
  #lastPid = 0;
  /** Of that one. */
  #lastTicks = 0;

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /**
   * Hundredths of a second since boot, rounded down. Not the uptime: in a container with lxcfs that counts from the start
   * of the container, and start times still from the boot of the machine.
   */
  now(): number {
    return this.ticks() ?? Math.floor(uptime() * 100);
  }

  /** The same; null where there is no such clock. */
  ticks(): number | null {
    if (this.#libc.clock_gettime(CLOCK_BOOTTIME, this.#time) !== 0) return null;
    const [seconds, nanoseconds] = this.#time;
    return Number(seconds) * 100 + Math.floor(Number(nanoseconds) / NANOSECONDS_PER_TICK);
  }

  /** A child was spawned a moment ago, and not before `since`. */
  spawned(pid: Pid, since: number | null): void {
    const isKnown = since !== null && since === this.ticks();
    this.#lastPid = isKnown ? pid : 0;
    if (isKnown) this.#lastTicks = since;
  }

  /** Of a child that was not reaped yet. Null when there is none. */
  of(pid: Pid): number | null {
    if (pid !== this.#lastPid) return readStartTicks(pid);
    this.#lastPid = 0; // Once: it may be reaped before it is asked for again, and its pid be another's.
    return this.#lastTicks;
  }
}
