/**
 * What happens to each chunk of a process's output, in Supervisor's order: escape sequences removed, messages
 * captured, file, syslog, debug echo, subscribers. Source: Supervisor dispatchers.py, POutputDispatcher and
 * PEventListenerDispatcher.
 */
import { assertNever } from '../core/assert-never.ts';
import { pythonBytesRepr } from '../core/python-bytes.ts';
import { pythonRepr } from '../core/python-repr.ts';
import type { ActivityLog } from '../supervisor/ports.ts';
import { AnsiStripper } from './ansi.ts';
import { Capture, type CapturePiece } from './capture.ts';
import type { LogWriter } from './log-writer.ts';
import { syslogLines } from './syslog-lines.ts';

/**
 * Sees a chunk of output. The bytes lie in a buffer that all channels share, so they are valid during the call only:
 * copy what is to be kept, and drain no channel meanwhile.
 */
export type OutputSubscriber = (chunk: Uint8Array) => void;

export interface OutputSettings {
  readonly processName: string;
  readonly channel: 'stdout' | 'stderr';
  /** The standard output of an event listener is shown and watched as it is, and echoed as Python bytes. */
  readonly source: 'program' | 'event-listener';
  readonly file: LogWriter | null;
  readonly syslog: ((line: string) => void) | null;
  readonly stripAnsi: boolean;
  /** Called with each PROCESS_COMMUNICATION message; null: tokens are ordinary output. */
  readonly capture: { readonly maxBytes: number; readonly onMessage: (message: Uint8Array) => void } | null;
  readonly activityLog: ActivityLog;
}

export class OutputStages {
  readonly #settings: OutputSettings;
  readonly #stripper: AnsiStripper | null;
  readonly #capture: Capture | null;
  readonly #isEchoed: boolean;
  #subscribers: readonly OutputSubscriber[] = [];

  constructor(settings: OutputSettings) {
    this.#settings = settings;
    this.#stripper = settings.stripAnsi ? new AnsiStripper() : null;
    this.#capture = settings.capture === null ? null : new Capture(settings.capture.maxBytes);
    this.#isEchoed = settings.activityLog.isEnabled('debug');
  }

  /** Nobody looks at the bytes: they may go to the file as they are, if there is one. */
  get isPlain(): boolean {
    return (
      this.#subscribers.length === 0 &&
      !this.#isEchoed &&
      this.#stripper === null &&
      this.#capture === null &&
      this.#settings.syslog === null
    );
  }

  subscribe(subscriber: OutputSubscriber): void {
    this.#subscribers = [...this.#subscribers, subscriber];
  }

  unsubscribe(subscriber: OutputSubscriber): void {
    this.#subscribers = this.#subscribers.filter((other) => other !== subscriber);
  }

  process(chunk: Uint8Array): void {
    if (this.#settings.source === 'event-listener') {
      if (this.#isEchoed) this.#echo(pythonBytesRepr(chunk));
      this.#record(this.#strip(chunk));
      this.#tellSubscribers(chunk);
      return;
    }
    const text = this.#strip(chunk);
    if (this.#capture === null) this.#output(text);
    else this.#pieces(this.#capture.feed(text));
  }

  /** The child ended: nothing is held back any longer. Output of its descendants may still follow. */
  finish(): void {
    const held = this.#stripper?.flush();
    if (held !== undefined && held.byteLength > 0) {
      // Whoever watches a listener has seen it already.
      if (this.#settings.source === 'event-listener') this.#record(held);
      else if (this.#capture === null) this.#output(held);
      else this.#pieces(this.#capture.feed(held));
    }
    if (this.#capture !== null) this.#pieces(this.#capture.flush());
  }

  #strip(chunk: Uint8Array): Uint8Array {
    return this.#stripper === null ? chunk : this.#stripper.feed(chunk);
  }

  #pieces(pieces: readonly CapturePiece[]): void {
    for (const piece of pieces) this.#piece(piece);
  }

  #piece(piece: CapturePiece): void {
    switch (piece.kind) {
      case 'output':
        this.#output(piece.bytes);
        break;
      case 'captured':
        this.#show(piece.bytes);
        break;
      case 'message':
        this.#emit(piece.bytes);
        break;
      case 'unfinished':
        this.#record(piece.bytes);
        break;
      default:
        assertNever(piece);
    }
  }

  #output(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#record(bytes);
    this.#show(bytes);
  }

  #record(bytes: Uint8Array): void {
    const { file, syslog, source, processName } = this.#settings;
    file?.write(bytes);
    // What a listener says to its daemon is no message for syslog, whatever `stdout_syslog` says.
    if (syslog === null || source === 'event-listener') return;
    for (const line of syslogLines(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
    )) {
      syslog(`${processName} ${line}`);
    }
  }

  #show(bytes: Uint8Array): void {
    if (this.#isEchoed) this.#echo(decoded(bytes));
    this.#tellSubscribers(bytes);
  }

  #echo(text: string): void {
    const { activityLog, processName, channel } = this.#settings;
    activityLog.log('debug', `${pythonRepr(processName)} ${channel} output:\n${text}`);
  }

  #emit(message: Uint8Array): void {
    const { activityLog, processName, channel, capture } = this.#settings;
    capture?.onMessage(message);
    activityLog.log('debug', `${pythonRepr(processName)} ${channel} emitted a comm event`);
  }

  #tellSubscribers(bytes: Uint8Array): void {
    for (const subscriber of this.#subscribers) subscriber(bytes);
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: shown as Python shows it.
    return `Undecodable: ${pythonBytesRepr(bytes)}`;
  }
}
