/** What commands do with replies. */
import type { Fault, Reply } from './client.ts';

/** A fault for which the action has no words of its own. */
export class UnexpectedFaultError extends Error {
  override readonly name = 'UnexpectedFaultError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** A result code that makes no sense for the action. */
export class UnknownResultError extends Error {
  override readonly name = 'UnknownResultError';
}

/** The result; any fault ends the action with an error line. */
export function resultOf<Result>(reply: Reply<Result>): Result {
  if (reply.kind === 'result') return reply.value;
  throw new UnexpectedFaultError(reply);
}
