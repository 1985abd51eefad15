/** What a method that tells something answered. */
import { call, RpcError } from '../client/json-rpc.ts';

export type Answer =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string };

/** Never rejects. */
export async function ask(method: string, params: readonly unknown[]): Promise<Answer> {
  try {
    return { kind: 'answer', value: await call(method, params) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof RpcError ? error.message : 'vigild does not answer' };
  }
}
