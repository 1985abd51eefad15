import { EXIT_STATUS } from '../exit-status.ts';
import type { Session } from '../session.ts';

/** What the daemon's history calls it: the name of the process at the other end of its socket. */
const PROCESS_NAME = 'vigilctl-mcp';

export async function mcp(session: Session, words: readonly string[]): Promise<void> {
  const allow = readAllow(words);
  if (allow === null) {
    session.output.complaint('Error: mcp takes --allow NAME, as often as there are names');
    session.fail(EXIT_STATUS.invalidArguments);
    return;
  }
  process.title = PROCESS_NAME;
  const { serveAgent } = await import('../mcp/server.ts');
  await serveAgent({ connect: () => session.newClient(), allow });
}

/** `--allow web --allow 'worker:*'`, `--allow=web`. Null where there is anything else. */
function readAllow(words: readonly string[]): readonly string[] | null {
  const allow: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = word === '--allow' ? rest.shift() : /^--allow=(.+)$/.exec(word)?.[1];
    if (value === undefined) return null;
    allow.push(value);
  }
  return allow;
}
