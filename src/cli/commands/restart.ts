import type { Session } from '../session.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';

/** Two phases over all names: everything is stopped before anything starts. */
export async function restart(session: Session, names: readonly string[]): Promise<void> {
  await stop(session, names);
  await start(session, names);
}
