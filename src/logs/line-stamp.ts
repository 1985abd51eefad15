/**
 * The time at the beginning of a line in a program's log, as RFC 3339 has it: `2026-01-31T09:05:07.123+01:00 ` or, in
 * UTC, `2026-01-31T08:05:07.123Z `. It is of one length in a zone and sorts as text.
 */
import type { LogTimestamp } from '../config/model.ts';
import { twoDigits } from '../core/calendar.ts';
import type { WallClockTime } from '../core/units.ts';

/** A multiple of a word, so that the stamp can be copied by words. */
export const STAMP_ROOM = 32;

const LENGTHS: Readonly<Record<LogTimestamp, number>> = {
  local: '2026-01-31T09:05:07.123+01:00 '.length,
  utc: '2026-01-31T08:05:07.123Z '.length,
};
const MILLISECONDS_AT = '2026-01-31T09:05:07.'.length;
const DIGIT_ZERO = 0x30;

export class LineStamp {
  readonly length: number;
  /** {@link STAMP_ROOM} bytes, of which the first {@link length} are the stamp. */
  readonly bytes: Uint8Array;
  /** Of the same memory. */
  readonly view: DataView;
  readonly #bytes = Buffer.alloc(STAMP_ROOM);
  readonly #zone: LogTimestamp;
  /** What it says now. */
  #millisecond = Number.NaN;
  #second = Number.NaN;

  constructor(zone: LogTimestamp) {
    this.#zone = zone;
    this.length = LENGTHS[zone];
    this.bytes = this.#bytes;
    this.view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, STAMP_ROOM);
  }

  /** Makes it say this time. Only what differs from the time before is written. */
  set(time: WallClockTime): void {
    const millisecond = Math.floor(time);
    if (millisecond === this.#millisecond) return;
    const second = Math.floor(millisecond / 1000);
    if (second !== this.#second) this.#bytes.write(textOf(second, this.#zone), 0, this.length, 'latin1');
    const fraction = millisecond - second * 1000;
    this.#bytes[MILLISECONDS_AT] = DIGIT_ZERO + Math.floor(fraction / 100);
    this.#bytes[MILLISECONDS_AT + 1] = DIGIT_ZERO + (Math.floor(fraction / 10) % 10);
    this.#bytes[MILLISECONDS_AT + 2] = DIGIT_ZERO + (fraction % 10);
    this.#second = second;
    this.#millisecond = millisecond;
  }
}

/** Of the beginning of a second. */
function textOf(second: number, zone: LogTimestamp): string {
  if (zone === 'utc') return `${new Date(second * 1000).toISOString()} `;
  const minutes = -new Date(second * 1000).getTimezoneOffset();
  const shifted = new Date((second + minutes * 60) * 1000).toISOString().slice(0, -1);
  const offset = `${twoDigits(Math.floor(Math.abs(minutes) / 60))}:${twoDigits(Math.abs(minutes) % 60)}`;
  return `${shifted}${minutes < 0 ? '-' : '+'}${offset} `;
}
