/**
 * The journal's form: one record a line, `<CRC-32 of the text, 8 hex digits> <JSON text>`. Whoever dies while it writes
 * leaves a last line that is cut off or does not fit its checksum; reading ends before it.
 */
import { crc32 } from 'node:zlib';
import { fromJson, toJson } from './config-json.ts';
import type { JournalRecord } from './record.ts';

export function recordLine(record: JournalRecord): string {
  // States are the most of it, and have nothing that JSON does not.
  const text = record.kind === 'state' ? JSON.stringify(record) : toJson(record);
  return `${checksum(text)} ${text}\n`;
}

export interface JournalLines {
  readonly records: readonly JournalRecord[];
  /** Bytes at the end that make no record. */
  readonly droppedBytes: number;
}

export function readLines(bytes: Uint8Array): JournalLines {
  const records: JournalRecord[] = [];
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, start);
    const record = end < 0 ? null : parseLine(bytes.subarray(start, end));
    if (record === null) return { records, droppedBytes: bytes.byteLength - start };
    records.push(record);
    start = end + 1;
  }
}

const NEWLINE = 0x0a;
const CHECKSUM_LENGTH = 8;

function parseLine(line: Uint8Array): JournalRecord | null {
  const whole = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString();
  const text = whole.slice(CHECKSUM_LENGTH + 1);
  if (whole.slice(0, CHECKSUM_LENGTH + 1) !== `${checksum(text)} `) return null;
  try {
    // The checksum fits, so this is what a vigild wrote; of which version, its first record says.
    return fromJson(text) as JournalRecord;
  } catch {
    return null;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
