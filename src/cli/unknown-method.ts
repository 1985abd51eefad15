import { FAULTS } from '../rpc/faults.ts';
import type { Reply } from './client.ts';

/** The daemon is Supervisor, or a vigild that does not have this method yet. */
export function isUnknownMethod(reply: Reply<unknown>): boolean {
  return reply.kind === 'fault' && reply.code === FAULTS.UNKNOWN_METHOD;
}
