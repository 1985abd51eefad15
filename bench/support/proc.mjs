// What the kernel says about processes. Source: proc(5).
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads so far, in milliseconds. */
export function cpuMs(pid) {
  let nanoseconds = 0;
  for (const thread of threads(pid)) {
    const text = read(`/proc/${pid}/task/${thread}/schedstat`);
    nanoseconds += Number(text.split(' ')[0] || 0);
  }
  return nanoseconds / 1e6;
}

/** CPU time with that of threads that have ended; to a hundredth of a second. */
export function cpuTicksMs(pid) {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Context switches of all threads so far. */
export function switches(pid) {
  let count = 0;
  for (const thread of threads(pid)) {
    const text = read(`/proc/${pid}/task/${thread}/status`);
    for (const match of text.matchAll(/ctxt_switches:\s+(\d+)/g)) count += Number(match[1]);
  }
  return count;
}

/** Private anonymous memory, in MB. */
export function rssAnonMb(pid) {
  return Number(/RssAnon:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

export function childrenOf(pid) {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').slice(0, -1).map(Number);
}

export function countChildren(pid) {
  return childrenOf(pid).length;
}

export function isAlive(pid) {
  return /^State:\s+[^ZX]/m.test(read(`/proc/${pid}/status`));
}

export function nameOf(pid) {
  return read(`/proc/${pid}/comm`).trim();
}

/** When a process was started, on the clock of `performance.now()` but to a hundredth of a second; null: it is gone. */
export function startedAt(pid) {
  const ticks = Number(read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[19]);
  if (Number.isNaN(ticks)) return null;
  const sinceBoot = Number(process.hrtime.bigint()) / 1e6;
  return performance.now() - (sinceBoot - ticks * 10);
}

function threads(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // It has ended.
  }
}
