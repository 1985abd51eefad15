/**
 * Reading parts of a log file, with Supervisor's arithmetic. Source: Supervisor options.py, readFile(), tailFile().
 *
 * Only the bytes asked for are read. A FIFO or a terminal as log file is answered as a failure, never waited for.
 */
import type { FileHandle } from 'node:fs/promises';
import { errnoOf } from '../core/thrown.ts';
import { openLogForReading } from './open-for-reading.ts';

export type ReadLogResult =
  /** `startsInside`: there are bytes before these in the file. */
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly startsInside: boolean }
  | { readonly kind: 'bad-arguments' }
  | { readonly kind: 'failed'; readonly errno: string };

export interface TailLogResult {
  readonly bytes: Uint8Array;
  readonly startsInside: boolean;
  /** The file's size; the offset that was asked for when the file cannot be read. */
  readonly offset: number;
  readonly overflow: boolean;
}

/** A reply is held in memory several times over; more than this is answered with EFBIG. */
const LARGEST_READ = 128 * 1024 * 1024;

const NOTHING = new Uint8Array(0);

/**
 * `length` bytes from `offset`; with length 0 everything from there. With a negative offset and length 0, the last
 * bytes of the file. Other negative numbers are bad arguments, which is said only when the file can be opened.
 */
export async function readLog(path: string, offset: number, length: number): Promise<ReadLogResult> {
  try {
    return await withFile(path, async (file, size) => {
      if (length < 0 || (offset < 0 && length !== 0)) return { kind: 'bad-arguments' };
      const start = offset < 0 ? Math.max(0, size + offset) : offset;
      const end = length === 0 ? size : Math.min(size, start + length);
      if (end - start > LARGEST_READ) return { kind: 'failed', errno: 'EFBIG' };
      const bytes = await readRange(file, start, end);
      return { kind: 'read', bytes, startsInside: start > 0 };
    });
  } catch (error) {
    return { kind: 'failed', errno: errnoOf(error) };
  }
}

/** The last `length` bytes when there is anything new beyond `offset`, and the size to ask with next time. */
export async function tailLog(path: string, offset: number, length: number): Promise<TailLogResult> {
  try {
    return await withFile(path, async (file, size) => {
      const range = tailRange(size, offset, length);
      const start = Math.max(range.start, range.end - LARGEST_READ);
      const bytes = await readRange(file, start, range.end);
      return { bytes, startsInside: start > 0, offset: size, overflow: range.overflow };
    });
  } catch (error) {
    errnoOf(error);
    return { bytes: NOTHING, startsInside: false, offset, overflow: false };
  }
}

interface TailRange {
  readonly start: number;
  readonly end: number;
  readonly overflow: boolean;
}

/** Supervisor's steps in Supervisor's order: clients depend on their odd corners. */
export function tailRange(size: number, offset: number, length: number): TailRange {
  const overflow = size > offset + length;
  let start = overflow ? size - 1 : offset;
  let count = length;
  if (start + count > size) {
    if (start > size - 1) count = 0;
    start = size - count;
  }
  start = Math.max(0, start);
  return { start, end: Math.min(size, start + Math.max(0, count)), overflow };
}

/**
 * The text of bytes that were cut out of a file: half characters at the cuts are left out, other invalid bytes become
 * U+FFFD. Different on purpose: Supervisor fails in both cases (HTTP 500).
 */
export function decodeLogText(bytes: Uint8Array, startsInside: boolean): string {
  const start = startsInside ? continuationLength(bytes) : 0;
  const end = bytes.byteLength - incompleteLength(bytes);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, Math.max(start, end)));
}

/** How many bytes at the beginning belong to a character that began before. */
function continuationLength(bytes: Uint8Array): number {
  let length = 0;
  while (length < 3 && isContinuation(bytes[length])) length += 1;
  return length;
}

/** How many bytes at the end are the beginning of a character that is not complete. */
export function incompleteLength(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.byteLength); length += 1) {
    const byte = bytes[bytes.byteLength - length];
    if (isContinuation(byte)) continue;
    return characterLength(byte) > length ? length : 0;
  }
  return 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The length that a character's first byte announces. */
function characterLength(byte = 0): number {
  if (byte >= 0xf0 && byte <= 0xf4) return 4;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  return byte >= 0xc2 && byte <= 0xdf ? 2 : 1;
}

async function withFile<Result>(
  path: string,
  action: (file: FileHandle, size: number) => Promise<Result>,
): Promise<Result> {
  const file = await openLogForReading(path);
  try {
    const { size } = await file.stat();
    return await action(file, size);
  } finally {
    await file.close();
  }
}

/** The bytes from `start` to `end`; fewer when the file was truncated meanwhile. */
async function readRange(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  if (end <= start) return NOTHING;
  const bytes = Buffer.allocUnsafe(end - start);
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
