/** Calls of vigild's methods. */

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

export type CallResult =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: RpcError };

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Requests that are short survive the page, so that an order is carried out although the page is left. */
const LONGEST_KEPT = 16 * 1024;

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
  const [result] = await callAll([{ method, params }], options);
  if (result === undefined) throw new UnreachableError('vigild sent no result');
  if (result.kind === 'error') throw result.error;
  return result.value;
}

/** Results in the order of the calls. Rejects with an UnreachableError. */
export async function callAll(
  calls: readonly Call[],
  options: CallOptions = {},
): Promise<readonly CallResult[]> {
  if (calls.length === 0) return [];
  const requests = calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }));
  const body = JSON.stringify(requests.length === 1 ? requests[0] : requests);
  const replies = await post(body, options);
  const byId = new Map(replies.map((reply) => [reply.id, reply]));
  return calls.map((_, id) => resultOf(byId.get(id)));
}

async function post(body: string, { within }: CallOptions): Promise<readonly Reply[]> {
  try {
    const response = await fetch('/rpc', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      keepalive: body.length < LONGEST_KEPT,
      ...(within === undefined ? {} : { signal: AbortSignal.timeout(within) }),
    });
    if (!response.ok) throw new UnreachableError(`vigild answered with status ${response.status}`);
    const reply: Reply | readonly Reply[] = await response.json();
    return Array.isArray(reply) ? reply : [reply as Reply];
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError('vigild does not answer', { cause: error });
  }
}

function resultOf(reply: Reply | undefined): CallResult {
  if (reply === undefined) return { kind: 'error', error: new RpcError(0, 'no answer') };
  if (reply.error === undefined) return { kind: 'result', value: reply.result };
  return { kind: 'error', error: new RpcError(reply.error.code, reply.error.message) };
}
