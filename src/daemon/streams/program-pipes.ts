/** The named pipes of programs in the run directory: what they are called, whose they are, and which of them go. */
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import type { FifoOptions } from '../../os/fifo.ts';

/**
 * Removes the pipes of processes that are not configured any more. The others stay from one daemon to the next: a
 * leftover that still holds one is heard again.
 */
export function clearStalePipes(runDirectory: string, groups: readonly GroupConfig[]): void {
  const names = readdirSync(runDirectory).filter((name) => /\.(?:stdin|stdout|stderr)$/.test(name));
  if (names.length === 0) return;
  const configured = new Set(
    groups.flatMap((group) => group.processes.map((process) => pipeName(group.name, process.name))),
  );
  for (const name of names) {
    if (!configured.has(name.slice(0, name.lastIndexOf('.')))) unlinkSync(join(runDirectory, name));
  }
}

/**
 * What the paths of a process's pipes begin with. Joined as an array it is text in one piece; V8 would keep pieces that are
 * put together apart, which takes more memory than the text.
 */
export function pipesOf(runDirectory: string, group: GroupConfig, { name }: ProcessConfig): string {
  return [runDirectory, pipeName(group.name, name)].join('/');
}

/** Of the pipes of a process. Readable, and different for different processes, whatever their names hold. */
function pipeName(group: string, process: string): string {
  const whole = `${group}:${process}`;
  const readable = whole.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 60);
  return [readable, crc32(whole).toString(16).padStart(8, '0')].join('-');
}

/** A program of another user must be able to open `/dev/stdout` by name. */
export function ownerOfPipes({ user }: ProcessConfig): FifoOptions['owner'] {
  if (user === null || user.uid === null || user.gid === null) return null;
  return process.geteuid?.() === 0 ? { uid: user.uid, gid: user.gid } : null;
}
