/**
 * The stamper in JavaScript, for where the one in WebAssembly cannot be had. Nothing is allocated for a line or a chunk, and
 * bytes are copied and searched eight at a time: byte by byte takes ten times as long.
 */
import { STAMP_ROOM } from './line-stamp.ts';
import { type ChunkPlace, type LineStamper, OUTPUT_SIZE, type StampBytes } from './line-stamper.ts';

const LINE_FEED = 0x0a;
const LINE_FEEDS = 0x0a0a0a0a;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080;

export class WordStamper implements LineStamper {
  readonly output: Uint8Array = Buffer.allocUnsafeSlow(OUTPUT_SIZE);
  readonly #target = new DataView(this.output.buffer);
  /** Over the memory of the last chunk: nearly always that of the next, too. */
  #source: DataView = new DataView(new ArrayBuffer(0));

  stamp({ bytes, start, end: chunkEnd }: ChunkPlace, stamp: StampBytes, isInsideLine: boolean): number {
    if (this.#source.buffer !== bytes.buffer) this.#source = new DataView(bytes.buffer);
    const view = this.#source;
    const target = this.#target;
    let from = bytes.byteOffset + start;
    const end = bytes.byteOffset + chunkEnd;
    const lastPair = end - 8;
    let to = 0;
    let isInside = isInsideLine;
    while (from < end) {
      if (!isInside) to = putStamp(target, to, stamp);
      const shift = to - from;
      let inLow = 0;
      let inHigh = 0;
      for (; from <= lastPair; from += 8) {
        const low = view.getInt32(from, true);
        const high = view.getInt32(from + 4, true);
        target.setInt32(from + shift, low, true);
        target.setInt32(from + shift + 4, high, true);
        inLow = zeroBytes(low ^ LINE_FEEDS);
        inHigh = zeroBytes(high ^ LINE_FEEDS);
        if ((inLow | inHigh) !== 0) break;
      }
      isInside = (inLow | inHigh) === 0;
      if (inLow !== 0) from += placeOf(inLow);
      else if (inHigh !== 0) from += 4 + placeOf(inHigh);
      // The last bytes, too few for a pair.
      for (; isInside && from < end; from += 1) {
        const byte = view.getUint8(from);
        target.setUint8(from + shift, byte);
        isInside = byte !== LINE_FEED;
      }
      to = from + shift;
    }
    return to;
  }
}

function putStamp(target: DataView, at: number, { view, length }: StampBytes): number {
  for (let offset = 0; offset < STAMP_ROOM; offset += 4) {
    target.setInt32(at + offset, view.getInt32(offset, true), true);
  }
  return at + length;
}

/** The highest bit of the first byte that is zero is set, and none below it; see "Bit Twiddling Hacks", haszero(). */
function zeroBytes(word: number): number {
  return (word - LOW_BITS) & ~word & HIGH_BITS;
}

/** Of the first such byte, from 1 on. */
function placeOf(bits: number): number {
  return (39 - Math.clz32(bits & -bits)) >>> 3;
}
