/**
 * The only place that writes. It writes to the descriptors directly: loading Node's stream objects for them costs
 * time, and a direct write is complete when it returns.
 */
import { writeSync } from 'node:fs';
import { errorCode } from '../core/thrown.ts';
import { filterProgramText, ProgramTextFilter, visibleText } from './terminal-text.ts';

export interface Output {
  /** Whether stdout is one. */
  readonly isTerminal: boolean;
  /** One line of ours on stdout. */
  line(text: string): void;
  /** Text of ours on stdout, without a line feed. */
  text(text: string): void;
  /** A program's log as text, followed by a line feed. */
  log(text: string): void;
  /** A sink for a program's log as it arrives. */
  logStream(): LogSink;
  /** On a terminal: a text in place of the last one, which vanishes before anything else is written. Empty: none. */
  transient(text: string): void;
  /** One line on stderr. */
  complaint(text: string): void;
}

export interface LogSink {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** Nobody reads stdout any longer, as in `vigilctl status | head -1`. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

const ERASE_TO_END = '\x1b[K';

export class DescriptorOutput implements Output {
  readonly isTerminal: boolean;
  readonly #canErase: boolean;
  #hasTransient = false;

  constructor({ isTerminal, canErase }: { isTerminal: boolean; canErase: boolean }) {
    this.isTerminal = isTerminal;
    this.#canErase = canErase;
  }

  line(text: string): void {
    this.text(`${text}\n`);
  }

  text(text: string): void {
    this.transient('');
    write(1, this.isTerminal ? visibleText(text) : text);
  }

  log(text: string): void {
    this.transient('');
    write(1, `${this.isTerminal ? filterProgramText(text) : text}\n`);
  }

  logStream(): LogSink {
    if (!this.isTerminal) return { write: (bytes) => write(1, bytes), end: () => {} };
    const filter = new ProgramTextFilter();
    return { write: (bytes) => write(1, filter.push(bytes)), end: () => write(1, filter.end()) };
  }

  transient(text: string): void {
    if (!this.#canErase || (text === '' && !this.#hasTransient)) return;
    write(1, `\r${visibleText(text)}${ERASE_TO_END}`);
    this.#hasTransient = text !== '';
  }

  complaint(text: string): void {
    this.transient('');
    write(2, `${visibleText(text)}\n`);
  }
}

function write(descriptor: 1 | 2, data: string | Uint8Array): void {
  let rest = typeof data === 'string' ? Buffer.from(data) : data;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EPIPE') throw new OutputClosedError('nobody reads the output');
      if (code !== 'EAGAIN') throw error;
      waitForReader();
    }
  }
}

/** Somebody else made our stdout non-blocking, and its reader is slow. */
function waitForReader(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
