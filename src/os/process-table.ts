/**
 * The kernel's table of processes, read from `/proc`: who is whose child, in which group and session, since when. A
 * pid alone names nothing for long; a pid with its start time does, until the next boot. Source: proc(5).
 *
 * Every reading may find the process gone; that is an answer (null, or its absence), never an error.
 */

import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';
import { HIDDEN_BOOT } from '../core/hidden-boot.ts';
import { type Pid, pid as toPid } from '../core/units.ts';

/** Which process a pid meant, on this boot of the machine. */
export interface ProcessIdentity {
  readonly pid: Pid;
  /** In clock ticks (a hundredth of a second) since boot. */
  readonly startTicks: number;
}

/** One process as `/proc/PID/stat` has it. */
export interface ProcessStat extends ProcessIdentity {
  /** The kernel's name of it: at most 15 bytes, may hold anything. */
  readonly name: string;
  /** `R`, `S`, `D`, `T`, `Z`, ... */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** CPU time of all its threads, in clock ticks. */
  readonly userTicks: number;
  readonly systemTicks: number;
  /** CPU time of children that were waited for, and of theirs, in clock ticks. */
  readonly reapedTicks: number;
  readonly threads: number;
  /** In pages. */
  readonly residentPages: number;
  /** It runs the program of the process that made it, never having loaded one itself. */
  readonly isPlainFork: boolean;
  /** It exits, or has: its memory and descriptors may be gone, its children not yet its own parent's. */
  readonly isEnding: boolean;
}

/** Null when there is no such process. One that ended and was not reaped yet is there, with state `Z`. */
export function readProcess(pid: number): ProcessStat | null {
  const text = readProcFile(pid, 'stat');
  return text === null ? null : parseStat(text.toString());
}

/** All processes that were there at some moment of the reading. */
export function listProcesses(): readonly ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const process = readProcess(Number(name));
    if (process !== null) found.push(process);
  }
  return found;
}

/** Whether the process of this identity still runs. One that waits to be reaped does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const found = readProcess(identity.pid);
  return found !== null && found.startTicks === identity.startTicks && found.state !== 'Z';
}

/** Since when a process is there; null when it is not. Cheaper than the whole of {@link readProcess}. */
export function readStartTicks(pid: number): number | null {
  const stat = readProcFile(pid, 'stat')?.toString('latin1');
  return stat === undefined ? null : Number(fieldsOf(stat, 22)[22 - FIRST_FIELD]);
}

/** The wait status of a process that ended and was not reaped yet; null for any other. */
export function readWaitStatus(pid: number): number | null {
  const stat = readProcFile(pid, 'stat')?.toString('latin1');
  const fields = stat === undefined ? [] : fieldsOf(stat);
  return fields[0] === 'Z' ? Number(fields[52 - FIRST_FIELD]) : null;
}

/** What the process has open as this descriptor, as `/proc` writes it; null where it has nothing, or none to see. */
export function readOpenFile(pid: number, fd: number | string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return null; // Closed, gone or not ours to read.
  }
}

/** The descriptors that the process has open; empty when it is gone or another user's. */
export function openDescriptors(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

/** The arguments; empty for a process that ended, and for the kernel's own. */
export function readCommandLine(pid: number): readonly string[] {
  const text = readProcFile(pid, 'cmdline')?.toString('utf8') ?? '';
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** The environment at its last exec, `NAME=value` each; null when it is gone or another user's. */
export function readEnvironment(pid: number): readonly string[] | null {
  const text = readProcFile(pid, 'environ');
  return text === null ? null : text.toString('utf8').replace(/\0$/, '').split('\0');
}

/** The path of the program that it runs; null when it is gone or not ours to know. */
export function readExecutable(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return null; // Gone or not ours to read, as above.
  }
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // Gone.
  }
}

function childrenOfThreads(pid: number, threads: readonly (string | number)[]): readonly Pid[] {
  return threads.flatMap((thread) => {
    const text = readProcFile(pid, `task/${thread}/children`)?.toString('latin1').trim() ?? '';
    return text === '' ? [] : text.split(' ').map((word) => toPid(Number(word)));
  });
}

/**
 * True where a process surely has no children now: it has one thread, and that one has none. A third of the cost of
 * {@link withDescendants}, for what nearly every program is.
 */
export function isChildless(pid: number): boolean {
  try {
    // The links of the directory of threads are these, and two of its own. Source: fs/proc/base.c, proc_task_getattr().
    if (statSync(`/proc/${pid}/task`).nlink !== 2 + 1) return false;
  } catch {
    return false; // Gone.
  }
  return readProcFile(pid, `task/${pid}/children`)?.byteLength === 0;
}

/** These processes and all below them that are alive, parents before their children. */
export function withDescendants(roots: Iterable<number>): readonly ProcessStat[] {
  return [...eachDescendant(roots)].filter(({ state }) => state !== 'Z');
}

/**
 * These processes and all below them, parents before their children, also those that wait to be reaped. Each is read when it
 * is asked for, with the list of its children: who has many to look at may do something else in between.
 */
export function* eachDescendant(roots: Iterable<number>): Generator<ProcessStat, void> {
  const seen = new Set<number>();
  const waiting = [...roots];
  for (let pid = waiting.shift(); pid !== undefined; pid = waiting.shift()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    const process = readProcess(pid);
    if (process === null) continue;
    const threads = process.threads === 1 ? [pid] : threadsOf(pid);
    waiting.unshift(...childrenOfThreads(pid, threads));
    yield process;
  }
}

/**
 * The id of this boot: start times are comparable only within one. The same for all boots where it is not to be seen, as with
 * `ProcSubset=pid` in a systemd unit.
 */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return HIDDEN_BOOT;
  }
}

/** Flags of the kernel's: include/linux/sched.h. */
const PF_EXITING = 0x4;
const PF_FORKNOEXEC = 0x40;

/** proc(5) numbers the fields of `stat` from 1; this one, the state, is the first behind the name. */
const FIRST_FIELD = 3;

/**
 * Those behind the name, up to the one of this number; all by default. The name is in parentheses and may itself hold
 * parentheses and blanks; the fields after it do not.
 */
function fieldsOf(stat: string, last?: number): readonly string[] {
  const fields = stat.slice(stat.lastIndexOf(')') + 2);
  return last === undefined ? fields.split(' ') : fields.split(' ', last - FIRST_FIELD + 1);
}

function parseStat(text: string): ProcessStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = fieldsOf(text);
  const field = (number: number): number => Number(fields[number - FIRST_FIELD]);
  return {
    pid: toPid(Number(text.slice(0, open - 1))),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    parent: field(4),
    group: field(5),
    session: field(6),
    userTicks: field(14),
    systemTicks: field(15),
    reapedTicks: field(16) + field(17),
    threads: field(20),
    startTicks: field(22),
    residentPages: field(24),
    isPlainFork: (field(9) & PF_FORKNOEXEC) !== 0,
    isEnding: (field(9) & PF_EXITING) !== 0,
  };
}

/** Nearly all that is read of `/proc` is shorter. */
const USUAL_SIZE = 512;

/**
 * Null where there is none, or none to read. A third of what `readFileSync` costs, which asks for the size first: files of
 * `/proc` have none.
 */
export function readProcFile(pid: number, name: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/${name}`, 'r');
  } catch {
    return null; // Gone (ENOENT) or not ours to read (EACCES): nothing can be known of it either way.
  }
  try {
    const start = Buffer.allocUnsafe(USUAL_SIZE);
    const length = readSync(fd, start, 0, USUAL_SIZE, null);
    if (length < USUAL_SIZE) return start.subarray(0, length);
    return Buffer.concat([start, readFileSync(fd)]);
  } catch {
    return null; // It went in this moment (ESRCH).
  } finally {
    closeSync(fd);
  }
}
