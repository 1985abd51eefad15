import { pythonRepr } from '../../core/python-repr.ts';
import { DEFAULT_TAIL, followLog, parseTailOption, showLog } from '../log-tail.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';

/** `words` has one to three members; the action table sees to it. */
export async function tail(session: Session, words: readonly string[]): Promise<void> {
  const option = words[0]?.startsWith('-') ? words[0] : undefined;
  const rest = option === undefined ? words : words.slice(1);
  const [name] = rest;
  if (name === undefined) return refuse(session, 'Error: tail requires process name');
  const channel = rest.length === 1 ? 'stdout' : (rest.at(-1) ?? '').toLowerCase();
  if (channel !== 'stdout' && channel !== 'stderr') {
    return refuse(session, `Error: bad channel ${pythonRepr(channel)}`);
  }
  const length = option === undefined ? DEFAULT_TAIL : parseTailOption(option);
  if (length === undefined) return refuse(session, `Error: bad argument ${option}`);
  if (length.kind === 'follow') return followLog(session, `/logtail/${name}/${channel}`);
  const method = channel === 'stdout' ? 'supervisor.readProcessStdoutLog' : 'supervisor.readProcessStderrLog';
  showLog(session, name, await session.client.call(method, name, -length.count, 0));
}
