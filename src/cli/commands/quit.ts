import type { Session } from '../session.ts';

/** Leaves the shell: `quit`, `exit`, and the end of input. */
export async function quit(session: Session): Promise<void> {
  session.output.line('');
  session.leave();
}
