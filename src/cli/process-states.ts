/** States as the API numbers them. Source: Supervisor states.py. */
import { STATE_CODES } from '../core/process-state.ts';

const STOPPED_CODES: readonly number[] = [
  STATE_CODES.STOPPED,
  STATE_CODES.EXITED,
  STATE_CODES.FATAL,
  STATE_CODES.UNKNOWN,
];

export function isRunning(code: number): boolean {
  return code === STATE_CODES.RUNNING;
}

export function isStopped(code: number): boolean {
  return STOPPED_CODES.includes(code);
}
