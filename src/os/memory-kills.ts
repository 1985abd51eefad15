/**
 * What the kernel tells of processes that it killed for memory: its log, where it may be read, and the counters of
 * the daemon's control group. Source: Linux mm/oom_kill.c, Documentation/admin-guide/cgroup-v2.rst, dev-kmsg.
 */
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import type { MemoryFinding } from '../explain/facts.ts';

const LARGEST_RECORD = 8192;
const MOST_RECORDS = 50_000;

export function memoryFinding(pid: number): MemoryFinding {
  return { isLogged: isInKernelLog(pid), killedInGroup: killsInOwnGroup() };
}

/** Null when the log may not be read. */
function isInKernelLog(pid: number): boolean | null {
  let fd: number;
  try {
    fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  const says = new RegExp(`(?:Killed process |oom-kill:.*,pid=)${pid}\\b`);
  const buffer = Buffer.alloc(LARGEST_RECORD);
  try {
    for (let count = 0; count < MOST_RECORDS; count += 1) {
      const length = readRecord(fd, buffer);
      if (length === 0) return false;
      if (says.test(buffer.toString('latin1', 0, length))) return true;
    }
    return false;
  } finally {
    closeSync(fd);
  }
}

/** 0 at the end. A record that was overwritten meanwhile (EPIPE) or is too long (EINVAL) is passed over. */
function readRecord(fd: number, buffer: Buffer): number {
  try {
    return readSync(fd, buffer, 0, buffer.byteLength, null);
  } catch (error) {
    const code = errorCode(error);
    // A blank stands for a record that cannot be had.
    return code === 'EPIPE' || code === 'EINVAL' ? buffer.write(' ') : 0;
  }
}

/** Under cgroup v2, and under v1 where the memory controller counts kills. Null when there is no such file. */
function killsInOwnGroup(): number | null {
  const groups = readText('/proc/self/cgroup')?.split('\n') ?? [];
  for (const line of groups) {
    const [, controllers = '', path = ''] = line.split(':');
    if (path === '/' && controllers === '') continue;
    const file =
      controllers === ''
        ? `/sys/fs/cgroup${path}/memory.events`
        : controllers.split(',').includes('memory')
          ? `/sys/fs/cgroup/memory${path}/memory.oom_control`
          : null;
    const count = file === null ? undefined : /^oom_kill (\d+)$/m.exec(readText(file) ?? '')?.[1];
    if (count !== undefined) return Number(count);
  }
  const inContainer = /^oom_kill (\d+)$/m.exec(readText('/sys/fs/cgroup/memory.events') ?? '')?.[1];
  return inContainer === undefined ? null : Number(inContainer);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
