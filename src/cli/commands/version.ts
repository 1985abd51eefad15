import { resultOf } from '../replies.ts';
import type { Session } from '../session.ts';

export async function version(session: Session): Promise<void> {
  session.output.line(resultOf(await session.client.call('supervisor.getSupervisorVersion')));
}
