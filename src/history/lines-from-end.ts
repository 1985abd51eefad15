/** Reads a file of lines from its end, a block at a time: the newest entries of a long history cost no more than a few. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const BLOCK = 64 * 1024;
/** A file with more bytes than this in one line is no history. */
const LONGEST_LINE = 1024 * 1024;
const LINE_FEED = 0x0a;

/** The last line first, without line feeds; empty lines are left out. Throws the file system's error. */
function* linesFromEnd(fd: number): Generator<string, void, undefined> {
  let end = fstatSync(fd).size;
  /** The end of a line whose beginning has not been read yet. */
  let rest: Buffer = Buffer.alloc(0);
  while (end > 0) {
    const start = Math.max(0, end - BLOCK);
    const block = Buffer.allocUnsafe(end - start);
    const count = readSync(fd, block, 0, block.length, start);
    // Somebody truncated the file while it was read.
    const bytes = count < block.length ? block.subarray(0, count) : Buffer.concat([block, rest]);
    let to = bytes.length;
    for (let feed = bytes.lastIndexOf(LINE_FEED); feed !== -1; feed = feedBefore(bytes, feed)) {
      if (to > feed + 1) yield bytes.toString('utf8', feed + 1, to);
      to = feed;
    }
    rest = to > LONGEST_LINE ? Buffer.alloc(0) : Buffer.from(bytes.subarray(0, to));
    end = start;
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

function feedBefore(bytes: Buffer, feed: number): number {
  return feed === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, feed - 1);
}

/** The lines of several files as one, the newest file first. All are opened before the first line is asked for. */
export function* linesOfFiles(paths: readonly string[]): Generator<string, void, undefined> {
  const open = paths.flatMap((path) => openIfThere(path) ?? []);
  try {
    for (const fd of open) yield* linesFromEnd(fd);
  } finally {
    for (const fd of open) closeSync(fd);
  }
}

function openIfThere(path: string): number | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
    return null;
  } catch {
    return null; // Not written yet, or not readable: there is nothing to tell.
  }
}
