/**
 * Event listeners in JavaScript: `import { listen } from 'vigild/listener'`. Speaks the protocol of listeners on standard
 * input and output, under vigild and supervisord alike.
 */
import type { Readable, Writable } from 'node:stream';
import { type Envelope, EnvelopeReader, parsePairs } from './envelope-reader.ts';

export interface ListenerEvent {
  /** Such as `PROCESS_STATE_EXITED`. */
  readonly name: string;
  /** Counts all events of the daemon; after a rejection the same event comes again with the same number. */
  readonly serial: number;
  /** The name of the pool that this listener belongs to. */
  readonly pool: string;
  readonly poolSerial: number;
  /** The identifier of the daemon. */
  readonly server: string;
  /** The whole text of the event. */
  readonly payload: string;
  /** The `key:value` words of the payload's first line, such as `processname`, `from_state`, `pid`, `when`. */
  readonly fields: Readonly<Record<string, string>>;
  /** What follows the first line: output, a message; null for events that have no such thing. */
  readonly data: string | null;
}

/** The event is processed when it returns or its promise resolves. When it throws, the event is rejected and comes again. */
export type EventHandler = (event: ListenerEvent) => unknown;

export interface ListenOptions {
  /** Default: `process.stdin`. */
  readonly input?: Readable;
  /**
   * Default: `process.stdout`, which then belongs to the protocol: whatever else is written there, by `console.log` or
   * anybody, goes to standard error.
   */
  readonly output?: Writable;
  /** Called with what the handler threw. Default: its stack is written to standard error. */
  readonly onError?: (error: unknown, event: ListenerEvent) => void;
  /** Ends the listening; an event that is being handled is answered first. */
  readonly signal?: AbortSignal;
}

/**
 * Takes one event after the other. Resolves when the input ends or the signal is aborted, and rejects when the input is
 * no event.
 */
export async function listen(handler: EventHandler, options: ListenOptions = {}): Promise<void> {
  const { input = process.stdin, onError = reportError, signal } = options;
  const write = options.output === undefined ? takeOverStdout() : writeTo(options.output);
  const reader = new EnvelopeReader();
  const stop = () => input.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) return;
    write('READY\n');
    for await (const chunk of input) {
      for (const envelope of reader.feed(chunk as Uint8Array)) {
        write(await answerTo(eventOf(envelope), handler, onError));
        if (signal?.aborted) return;
        write('READY\n');
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function answerTo(
  event: ListenerEvent,
  handler: EventHandler,
  onError: (error: unknown, event: ListenerEvent) => void,
): Promise<string> {
  try {
    await handler(event);
    return 'RESULT 2\nOK';
  } catch (error) {
    onError(error, event);
    return 'RESULT 4\nFAIL';
  }
}

function eventOf({ headers, payload }: Envelope): ListenerEvent {
  const lineEnd = payload.indexOf('\n');
  return {
    name: headers['eventname'] ?? '',
    serial: Number(headers['serial']),
    pool: headers['pool'] ?? '',
    poolSerial: Number(headers['poolserial']),
    server: headers['server'] ?? '',
    payload,
    fields: parsePairs(lineEnd < 0 ? payload : payload.slice(0, lineEnd)),
    data: lineEnd < 0 ? null : payload.slice(lineEnd + 1),
  };
}

function writeTo(output: Writable): (text: string) => void {
  return (text) => {
    output.write(text);
  };
}

/** One stray word on standard output would end the delivery of events for good. */
function takeOverStdout(): (text: string) => void {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return write;
}

function reportError(error: unknown, { name, serial }: ListenerEvent): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${name} (serial ${serial}) rejected: ${text}\n`);
}
