/**
 * The stamper in WebAssembly, which has what JavaScript has not: sixteen bytes are copied, and searched for line feeds, in a
 * few instructions. It works in a memory of its own, so a chunk is copied into it first, which is quick.
 */
import { STAMP_ROOM } from './line-stamp.ts';
import {
  type ChunkPlace,
  type LineStamper,
  OUTPUT_SIZE,
  STAMPED_AT_ONCE,
  type StampBytes,
} from './line-stamper.ts';
import { wasm } from './vector-stamper.wat';

/** As far as it is used here: TypeScript declares it for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => Memory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly stamper: { readonly memory: Memory } },
  ) => { readonly exports: object };
};

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** All but the last are places in the memory; answers one. */
type StampFunction = (
  ...args: [from: number, end: number, to: number, stamp: number, length: number, isInside: number]
) => number;

const WASM_PAGE = 64 * 1024;
const VECTOR = 16;

/** What lies where. The chunk is read, and the output written, up to a vector beyond its end. */
const STAMP_AT = 0;
const CHUNK_AT = STAMP_AT + STAMP_ROOM;
const OUTPUT_AT = CHUNK_AT + STAMPED_AT_ONCE + VECTOR;
const PAGES = Math.ceil((OUTPUT_AT + OUTPUT_SIZE + VECTOR) / WASM_PAGE);

class VectorStamper implements LineStamper {
  readonly output: Uint8Array;
  readonly #memory: Uint8Array;
  readonly #stamp: StampFunction;

  constructor(memory: Memory, stamp: StampFunction) {
    this.#memory = new Uint8Array(memory.buffer);
    this.output = this.#memory.subarray(OUTPUT_AT);
    this.#stamp = stamp;
  }

  stamp({ bytes, start, end }: ChunkPlace, stamp: StampBytes, isInsideLine: boolean): number {
    this.#memory.set(stamp.bytes, STAMP_AT);
    this.#memory.set(bytes.subarray(start, end), CHUNK_AT);
    const chunkEnd = CHUNK_AT + end - start;
    const isInside = isInsideLine ? 1 : 0;
    return this.#stamp(CHUNK_AT, chunkEnd, OUTPUT_AT, STAMP_AT, stamp.length, isInside) - OUTPUT_AT;
  }
}

/**
 * Null where V8 cannot run it: its memory takes 10 GB of addresses, though hardly any memory, which `ulimit -v` may
 * refuse; old processors have no such instructions; and it may be switched off (`--jitless`).
 */
export function openVectorStamper(): LineStamper | null {
  try {
    // The memory first: V8 ends the process where it is the code that has no room.
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    const module = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { stamper: { memory } });
    return new VectorStamper(memory, (exports as { readonly stamp: StampFunction }).stamp);
  } catch {
    return null;
  }
}
