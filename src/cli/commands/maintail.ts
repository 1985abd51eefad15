import { DEFAULT_TAIL, followLog, parseTailOption, showLog } from '../log-tail.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';

export async function maintail(session: Session, words: readonly string[]): Promise<void> {
  const [option] = words;
  const length = option === undefined ? DEFAULT_TAIL : parseTailOption(option);
  if (length === undefined) return refuse(session, `Error: bad argument ${option}`);
  if (length.kind === 'follow') return followLog(session, '/mainlogtail');
  showLog(session, 'supervisord', await session.client.call('supervisor.readLog', -length.count, 0));
}
