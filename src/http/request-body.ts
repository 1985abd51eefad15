/** Takes the body of a request, within a bound: into memory, or to nowhere. */
import type { IncomingMessage } from 'node:http';

export type BodyOutcome =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'length-required' }
  | { readonly kind: 'too-large' }
  /** The other side went away in the middle. */
  | { readonly kind: 'aborted' };

export async function readBody(message: IncomingMessage, maxBytes: number): Promise<BodyOutcome> {
  const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
  if (length === undefined && encoding === undefined) return { kind: 'length-required' };
  if (Number(length ?? 0) > maxBytes) return { kind: 'too-large' };
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    message.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > maxBytes) {
        message.pause();
        resolve({ kind: 'too-large' });
      } else {
        pieces.push(piece);
      }
    });
    message.once('end', () => {
      const [first] = pieces;
      resolve({ kind: 'body', body: pieces.length === 1 && first ? first : Buffer.concat(pieces) });
    });
    message.once('error', () => resolve({ kind: 'aborted' }));
    message.once('close', () => resolve({ kind: 'aborted' }));
  });
}

/**
 * Resolves when the other side has sent its request, or more than the bound, or went away. Many clients, supervisorctl
 * among them, read no answer before they have sent everything, and fail when the connection is closed meanwhile.
 */
export async function discardBody(message: IncomingMessage, maxBytes: number): Promise<void> {
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) return;
  let size = 0;
  await new Promise<void>((resolve) => {
    message.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > maxBytes) resolve();
    });
    message.once('end', resolve);
    message.once('error', resolve);
    message.once('close', resolve);
  });
}
