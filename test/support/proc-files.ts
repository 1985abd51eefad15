/** What the kernel says about processes, read from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessStatus {
  readonly pid: number;
  readonly name: string;
  /** `R`, `S`, `D`, `Z`, ... */
  readonly state: string;
  readonly parent: number;
  readonly processGroup: number;
  readonly session: number;
  /** 0: no controlling terminal. */
  readonly terminal: number;
}

/** Null when there is no such process (any more). */
export function processStatus(pid: number): ProcessStatus | null {
  const stat = readTextIfAny(`/proc/${pid}/stat`);
  const end = stat.lastIndexOf(')');
  if (end < 0) return null;
  const fields = stat.slice(end + 2).split(' ');
  const number = (index: number) => Number(fields[index]);
  return {
    pid,
    name: stat.slice(stat.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    parent: number(1),
    processGroup: number(2),
    session: number(3),
    terminal: number(4),
  };
}

/** Whether a process runs: a zombie does not. */
export function isAlive(pid: number): boolean {
  const status = processStatus(pid);
  return status !== null && status.state !== 'Z' && status.state !== 'X';
}

export function allProcesses(): ProcessStatus[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processStatus(Number(name)))
    .filter((status) => status !== null);
}

export function childrenOf(pid: number): ProcessStatus[] {
  return allProcesses().filter((status) => status.parent === pid);
}

/** Processes that were started with `name=value` in their environment, themselves or through an ancestor. */
export function processesWithVariable(name: string, value: string): ProcessStatus[] {
  const wanted = `${name}=${value}`;
  return allProcesses().filter((status) =>
    readTextIfAny(`/proc/${status.pid}/environ`).split('\0').includes(wanted),
  );
}

/** What the open descriptors of a process point at, by number. */
export function openDescriptors(pid: number): Map<number, string> {
  const descriptors = new Map<number, string>();
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      descriptors.set(Number(name), readlinkSync(`/proc/${pid}/fd/${name}`));
    } catch {
      // Closed between the two calls.
    }
  }
  return descriptors;
}

/** Bytes of anonymous memory that are resident: what belongs to the process alone. */
export function residentMemory(pid: number): number {
  const line = /^RssAnon:\s+(\d+) kB$/m.exec(readTextIfAny(`/proc/${pid}/status`));
  return Number(line?.[1] ?? Number.NaN) * 1024;
}

export function commandLine(pid: number): string {
  return readTextIfAny(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
}

/** The empty string when the file is not there or not for us. */
export function readTextIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absence is an ordinary state of everything that is looked at here.
    return '';
  }
}

/** How often the threads of a process went to sleep by themselves so far: each time something had woken them. */
export function wakeUps(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => readTextIfAny(`/proc/${pid}/task/${thread}/status`))
    .map((status) => Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

/** What a process has used of processors so far, in hundredths of a second. */
export function cpuTicks(pid: number): number {
  const fields = readTextIfAny(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
