/** Calls of vigild's methods. */
import { serverUrl } from './server-url.ts';

export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

/** vigild did not answer, or something else answered in its place. */
export class UnreachableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreachableError';
  }
}

export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Reply {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/**
 * Requests that are short survive the page, so that an order reaches vigild although the page is left. Browsers refuse more
 * than 64 KB of them at once. In bytes.
 */
const LONGEST_KEPT = 48 * 1024;

export interface CallOptions {
  /** How long to wait, in milliseconds; without it as long as it takes. */
  readonly within?: number;
}

/** Rejects with an RpcError or an UnreachableError. */
export async function call(
  method: string,
  params: readonly unknown[],
  options: CallOptions = {},
): Promise<unknown> {
  const reply = await post(JSON.stringify({ jsonrpc: '2.0', id: 0, method, params }), options);
  if (reply.error !== undefined) throw new RpcError(reply.error.code, reply.error.message);
  return reply.result;
}

async function post(text: string, { within }: CallOptions): Promise<Reply> {
  const body = new TextEncoder().encode(text);
  try {
    const response = await fetch(serverUrl('rpc'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      keepalive: body.length < LONGEST_KEPT,
      ...(within === undefined ? {} : { signal: AbortSignal.timeout(within) }),
    });
    if (!response.ok) throw new UnreachableError(`vigild answered with status ${response.status}`);
    return await response.json();
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError('vigild does not answer', { cause: error });
  }
}
