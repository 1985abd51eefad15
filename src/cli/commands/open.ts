import { EXIT_STATUS } from '../exit-status.ts';
import type { Session } from '../session.ts';
import { upcheck } from '../upcheck.ts';
import { status } from './status.ts';

export async function open(session: Session, words: readonly string[]): Promise<void> {
  const url = words.join(' ');
  if (!/^(?:http|unix):/i.test(url)) {
    session.output.line('ERROR: url must be http:// or unix://');
    session.fail(EXIT_STATUS.generic);
    return;
  }
  session.connectTo(url);
  await session.keepingExitStatus(async () => {
    if (await upcheck(session)) await status(session, []);
  });
}
