/**
 * What is typed, in pieces that end with the keys at which a line editor has to stop and think. Node's `readline` takes a
 * Tab for a character when more follows in the same read, as it does when somebody pastes or a script types; in a piece of
 * its own it completes, and what follows waits until it has.
 */
import { Readable } from 'node:stream';

const PIECE = /[^\t\r\n]*(?:\t|\r\n?|\n|$)/g;

export class KeyboardInput extends Readable {
  readonly #terminal: Readable;
  readonly #take = (data: Buffer): void => {
    // As bytes: a character may be cut at the end.
    for (const [piece] of data.toString('latin1').matchAll(PIECE)) {
      if (piece !== '') this.push(piece, 'latin1');
    }
  };
  readonly #finish = (): void => {
    this.push(null);
  };

  constructor(terminal: Readable) {
    super();
    this.#terminal = terminal;
    terminal.on('data', this.#take);
    terminal.on('end', this.#finish);
    terminal.pause();
  }

  /** Leaves the terminal to others. What was read and not used is lost. */
  release(): void {
    this.#terminal.off('data', this.#take);
    this.#terminal.off('end', this.#finish);
    this.#terminal.pause();
  }

  override _read(): void {
    // The terminal pushes.
  }

  override pause(): this {
    this.#terminal.pause();
    return super.pause();
  }

  override resume(): this {
    this.#terminal.resume();
    return super.resume();
  }
}
