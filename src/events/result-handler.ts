/** Judges of results that listeners send, in place of the comparison with `OK`. */
import type { Verdict } from '../core/listener-machine.ts';
import { messageOf } from '../core/thrown.ts';

/** Part of vigil's interface: docs/plugins.md. */
export interface JudgedEvent {
  readonly name: string;
  readonly serial: number;
  readonly payload: string;
}

/** Returns true for an event that is processed, false for one that is rejected. */
export type ResultHandler = (event: JudgedEvent, result: string) => unknown;

export function judge(handler: ResultHandler, event: JudgedEvent, result: Uint8Array): Verdict {
  const { name, serial, payload } = event;
  try {
    const answer = handler({ name, serial, payload }, new TextDecoder().decode(result));
    if (answer === true) return { kind: 'accepted' };
    if (answer === false) return { kind: 'rejected' };
    return { kind: 'failed', reason: 'the result handler returned neither true nor false' };
  } catch (error) {
    return { kind: 'failed', reason: messageOf(error) };
  }
}
