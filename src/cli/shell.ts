/** The interactive shell: `status` first, then line by line. Source: Supervisor, exec_cmdloop(). */
import { END_OF_INPUT } from './actions.ts';
import { InterruptedError, textOf } from './prompter.ts';
import { runLine } from './run-line.ts';
import type { Session } from './session.ts';

/** Returns after `quit`, the end of input, or Ctrl-C at a prompt. */
export async function runShell(session: Session, prompt: string): Promise<void> {
  try {
    await runLine(session, 'status');
    while (!session.hasLeft) {
      const answer = await session.ask(`${prompt}> `);
      await runLine(session, answer.kind === 'end' ? END_OF_INPUT.name : textOf(answer));
    }
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    session.output.line('');
  }
}
