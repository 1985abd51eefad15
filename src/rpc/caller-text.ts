/** Who calls: asked of the kernel once for each call, however many processes the call concerns. */
import { describeCaller } from '../core/caller.ts';
import type { CallContext } from './contract.ts';

/** The same context, which asks only once. */
export function askingOnce(context: CallContext): CallContext {
  const { caller, signal, isReadOnly } = context;
  if (caller === undefined) return context;
  let known: ReturnType<typeof caller> | null = null;
  return {
    signal,
    isReadOnly,
    caller: () => {
      known ??= caller();
      return known;
    },
  };
}

/** In words; null when nobody knows. */
export function callerText({ caller }: CallContext): string | null {
  const known = caller?.();
  return known === undefined || known.kind === 'unknown' ? null : describeCaller(known);
}
