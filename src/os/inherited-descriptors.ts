/**
 * Descriptors that the parent left open: a lock, `/dev/fd/N` as a file. Node marks them close-on-exec at its start, like
 * those that it opens itself, so an exec of this process has to tell them apart.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { type FileDescriptor, fileDescriptor } from '../core/units.ts';

interface OpenFile {
  readonly fd: number;
  /** As `/proc` names it. */
  readonly target: string;
}

/** Beside 0 to 2. */
export function inheritedDescriptors(): readonly FileDescriptor[] {
  return inheritedAmong(openFiles()).map(fileDescriptor);
}

/**
 * The kernel gives the lowest free number, so all below Node's first are inherited. Above it, Node's are those of
 * event loops, pipes with both ends here, `/dev/null`, and the sockets of its debugger.
 */
export function inheritedAmong(files: readonly OpenFile[]): readonly number[] {
  const sorted = files.filter(({ fd }) => fd > 2).sort((one, other) => one.fd - other.fd);
  const isInner = ({ target }: OpenFile) =>
    target.startsWith('anon_inode:') ||
    (target.startsWith('pipe:') && files.filter((other) => other.target === target).length > 1);
  const first = sorted.find(isInner)?.fd ?? Number.POSITIVE_INFINITY;
  return sorted
    .filter(
      (file) =>
        file.fd < first ||
        !(isInner(file) || file.target === '/dev/null' || file.target.startsWith('socket:')),
    )
    .map(({ fd }) => fd);
}

function openFiles(): readonly OpenFile[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [{ fd: Number(name), target: readlinkSync(`/proc/self/fd/${name}`) }];
    } catch {
      return []; // The one that read the directory.
    }
  });
}
