/** Takes the body of a request, within a bound: into memory, or to nowhere. */
import type { IncomingMessage } from 'node:http';

export type BodyOutcome =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'length-required' }
  | { readonly kind: 'too-large' }
  /** The other side went away in the middle. */
  | { readonly kind: 'aborted' };

const TOO_LARGE: BodyOutcome = { kind: 'too-large' };
const ABORTED: BodyOutcome = { kind: 'aborted' };

/** Calls `done` once: at once, or when all has come or is not to come any more. */
export function readBody(
  message: IncomingMessage,
  maxBytes: number,
  done: (outcome: BodyOutcome) => void,
): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
  if (length === undefined && encoding === undefined) {
    done({ kind: 'length-required' });
  } else if (Number(length ?? 0) > maxBytes) {
    done(TOO_LARGE);
  } else {
    takeBody(message, maxBytes, done);
  }
}

function takeBody(message: IncomingMessage, maxBytes: number, done: (outcome: BodyOutcome) => void): void {
  const pieces: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const finish = (outcome: BodyOutcome) => {
    if (isDone) return;
    isDone = true;
    done(outcome);
  };
  message.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > maxBytes) {
      message.pause();
      finish(TOO_LARGE);
    } else {
      pieces.push(piece);
    }
  });
  message.on('end', () => {
    const [first] = pieces;
    finish({ kind: 'body', body: pieces.length === 1 && first ? first : Buffer.concat(pieces) });
  });
  // An error of a message is told only to who listens for it, and is followed by this.
  message.on('close', () => finish(ABORTED));
}

/**
 * Calls `done` once, when the other side has sent its request, or more than the bound, or went away. Many clients,
 * supervisorctl among them, read no answer before they have sent everything, and fail when the connection is closed
 * meanwhile.
 */
export function discardBody(message: IncomingMessage, maxBytes: number, done: () => void): void {
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) {
    done();
    return;
  }
  let size = 0;
  let isDone = false;
  const finish = () => {
    if (isDone) return;
    isDone = true;
    done();
  };
  message.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > maxBytes) finish();
  });
  message.on('end', finish);
  message.on('close', finish);
}
