/**
 * PROCESS_COMMUNICATION capture: text between two tokens in a program's output is a message for event listeners and
 * does not go to the log. Source: Supervisor dispatchers.py, record_output(); events.py for the tokens.
 *
 * Different on purpose: only what may be the beginning of a token is held back, and {@link Capture.flush} gives it
 * back at the end, where Supervisor loses up to 24 bytes; and a message that is too long keeps exactly its newest
 * bytes, however the reads were cut.
 */
import { NewestBytes } from './newest-bytes.ts';

export const BEGIN_TOKEN = '<!--XSUPERVISOR:BEGIN-->';
export const END_TOKEN = '<!--XSUPERVISOR:END-->';

const BEGIN = Buffer.from(BEGIN_TOKEN);
const END = Buffer.from(END_TOKEN);
const NOTHING = Buffer.alloc(0);
const FIRST_TOKEN_BYTE = 0x3c;

export type CapturePiece =
  /** Output for the log. `bytes` may be a view of the chunk that was fed. */
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  /** Text inside the tokens as it passes: not for the log, but output for everybody who watches. */
  | { readonly kind: 'captured'; readonly bytes: Uint8Array }
  /** A complete message, at its end token. */
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** The output ended inside a message: what was kept of it belongs into the log. It was `captured` before. */
  | { readonly kind: 'unfinished'; readonly bytes: Uint8Array };

export class Capture {
  readonly #message: NewestBytes;
  #isCapturing = false;
  /** The beginning of a token at the end of the last chunk. */
  #held: Uint8Array = NOTHING;

  constructor(maxBytes: number) {
    this.#message = new NewestBytes(maxBytes);
  }

  /** The pieces of `chunk` in their order. */
  feed(chunk: Uint8Array): CapturePiece[] {
    const pieces: CapturePiece[] = [];
    let rest = this.#held.byteLength > 0 ? Buffer.concat([this.#held, chunk]) : viewOf(chunk);
    this.#held = NOTHING;
    for (;;) {
      const token = this.#isCapturing ? END : BEGIN;
      const at = rest.indexOf(token);
      if (at < 0) break;
      this.#pass(rest.subarray(0, at), pieces);
      this.#toggle(pieces);
      rest = rest.subarray(at + token.byteLength);
    }
    const held = partialTokenLength(rest, this.#isCapturing ? END : BEGIN);
    this.#pass(rest.subarray(0, rest.byteLength - held), pieces);
    if (held > 0) this.#held = Uint8Array.from(rest.subarray(rest.byteLength - held));
    return pieces;
  }

  /** The output ended: gives back what was held and starts anew, outside a message. */
  flush(): CapturePiece[] {
    const pieces: CapturePiece[] = [];
    this.#pass(this.#held, pieces);
    this.#held = NOTHING;
    const unfinished = this.#message.take();
    if (unfinished.byteLength > 0) pieces.push({ kind: 'unfinished', bytes: unfinished });
    this.#isCapturing = false;
    return pieces;
  }

  #pass(bytes: Uint8Array, pieces: CapturePiece[]): void {
    if (bytes.byteLength === 0) return;
    if (this.#isCapturing) this.#message.append(bytes);
    pieces.push({ kind: this.#isCapturing ? 'captured' : 'output', bytes });
  }

  #toggle(pieces: CapturePiece[]): void {
    if (this.#isCapturing) pieces.push({ kind: 'message', bytes: this.#message.take() });
    this.#isCapturing = !this.#isCapturing;
  }
}

function viewOf(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** How many bytes at the end of `data` may be the beginning of `token`. Its first byte occurs in it only once. */
function partialTokenLength(data: Buffer, token: Buffer): number {
  const at = data.lastIndexOf(FIRST_TOKEN_BYTE);
  const length = data.byteLength - at;
  if (at < 0 || length >= token.byteLength) return 0;
  return data.subarray(at).equals(token.subarray(0, length)) ? length : 0;
}
