/** Pieces of a log as text: a character that two pieces share comes with the second, other invalid bytes as U+FFFD. */
import { incompleteLength } from '../logs/tail.ts';
import type { LogPiece } from '../logs/tail-follow.ts';

export interface TextPiece {
  readonly text: string;
  /** Of the text's first byte in the file. */
  readonly offset: number;
}

export class LogText {
  #held: LogPiece | null = null;

  /** Null when there is no whole character yet. */
  feed(piece: LogPiece): TextPiece | null {
    const { bytes, offset } = this.#joined(piece);
    const end = bytes.byteLength - incompleteLength(bytes);
    this.#held = end === bytes.byteLength ? null : { bytes: bytes.slice(end), offset: offset + end };
    if (end === 0) return null;
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end)), offset };
  }

  #joined(piece: LogPiece): LogPiece {
    const held = this.#held;
    if (held === null || held.offset + held.bytes.byteLength !== piece.offset) return piece;
    return { bytes: Buffer.concat([held.bytes, piece.bytes]), offset: held.offset };
  }
}
