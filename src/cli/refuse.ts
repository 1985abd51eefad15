import { EXIT_STATUS } from './exit-status.ts';
import type { Session } from './session.ts';

/** Says what is wrong with the words that were typed; the exit status is 1. */
export function refuse(session: Session, message: string): void {
  session.output.line(message);
  session.fail(EXIT_STATUS.generic);
}
