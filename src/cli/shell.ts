/** The interactive shell: `status` first, then line by line. Source: Supervisor, exec_cmdloop(). */
import { END_OF_INPUT } from './actions.ts';
import { runLine } from './run-line.ts';
import type { Session } from './session.ts';

/** Returns after `quit`, the end of input, or Ctrl-C at the prompt. */
export async function runShell(session: Session, prompt: string): Promise<void> {
  await runLine(session, 'status');
  while (!session.hasLeft) {
    const answer = await session.ask(`${prompt}> `);
    if (answer.kind === 'interrupted') {
      session.output.line('');
      return;
    }
    await runLine(session, answer.kind === 'line' ? answer.text : END_OF_INPUT.name);
  }
}
