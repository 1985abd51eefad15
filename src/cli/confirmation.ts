import { textOf } from './prompter.ts';
import type { Session } from './session.ts';

/** True at once where nobody may be asked; else whether the answer starts with y or Y. */
export async function confirms(session: Session, question: string): Promise<boolean> {
  if (!session.isInteractive) return true;
  return textOf(await session.ask(question))
    .toLowerCase()
    .startsWith('y');
}
