/** Reads the body of a request into memory, within a bound. */
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
