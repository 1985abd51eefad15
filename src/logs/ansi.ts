/**
 * Removes terminal control sequences: `ESC [`, parameters, and a final byte (ECMA-48, 5.4). For the sequences that
 * Supervisor knows the result is Supervisor's (dispatchers.py, stripEscapes()).
 *
 * Different on purpose: a sequence split between two reads is recognised too, and a final byte unknown to Supervisor
 * ends the sequence as well, where Supervisor swallows the text behind it up to a byte it knows.
 */
const ESCAPE = 0x1b;
const OPENING_BRACKET = 0x5b;
const NOTHING = new Uint8Array(0);

type Position = 'text' | 'after-escape' | 'in-sequence';

export class AnsiStripper {
  #position: Position = 'text';

  /** The text of `chunk` without sequences; the chunk itself when there is nothing to remove. */
  feed(chunk: Uint8Array): Uint8Array {
    if (this.#position === 'text' && !chunk.includes(ESCAPE)) return chunk;
    // One more than the chunk: an ESC held back from the last one may turn out to be text.
    const kept = new Uint8Array(chunk.byteLength + 1);
    let length = 0;
    for (const byte of chunk) {
      if (this.#position === 'in-sequence') {
        if (isFinal(byte)) this.#position = 'text';
        if (isPartOfSequence(byte)) continue;
        this.#position = 'text';
      } else if (this.#position === 'after-escape') {
        this.#position = byte === OPENING_BRACKET ? 'in-sequence' : 'text';
        if (byte === OPENING_BRACKET) continue;
        kept[length++] = ESCAPE;
      }
      if (byte === ESCAPE) this.#position = 'after-escape';
      else kept[length++] = byte;
    }
    return kept.subarray(0, length);
  }

  /** The end of the output: an ESC that was held back is text. */
  flush(): Uint8Array {
    const held = this.#position === 'after-escape' ? Uint8Array.of(ESCAPE) : NOTHING;
    this.#position = 'text';
    return held;
  }
}

function isFinal(byte: number): boolean {
  return byte >= 0x40 && byte <= 0x7e;
}

/** Parameter, intermediate or final byte. Anything else breaks the sequence off and is text. */
function isPartOfSequence(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}
