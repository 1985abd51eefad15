import { completionScript } from '../completion-scripts.ts';
import { COMPLETION_SHELLS } from '../completion-words.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import type { Session } from '../session.ts';

export async function completion(session: Session, [word = '']: readonly string[]): Promise<void> {
  const shell = COMPLETION_SHELLS.find((name) => name === word);
  if (shell !== undefined) {
    session.output.text(completionScript(shell, session.program));
    return;
  }
  session.output.line(`Error: completion knows ${COMPLETION_SHELLS.join(', ')}, not ${word}`);
  session.fail(EXIT_STATUS.invalidArguments);
}
