import { compareCodePoints } from '../../config/python-text.ts';
import type { JsonValue } from '../../core/json-value.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { ConfigChanges } from '../rpc-results.ts';
import type { Session } from '../session.ts';

export async function reread(session: Session): Promise<void> {
  const changes = await askChanges(session);
  if (changes === null) return;
  for (const line of changeLines(changes)) session.output.line(line);
}

export async function rereadJson(session: Session): Promise<JsonValue | null> {
  const changes = await askChanges(session);
  if (changes === null) return null;
  const sorted = (groups: readonly string[]) => [...groups].sort(compareCodePoints);
  return {
    added: sorted(changes.added),
    changed: sorted(changes.changed),
    removed: sorted(changes.removed),
  };
}

async function askChanges(session: Session): Promise<ConfigChanges | null> {
  const reply = await session.client.call('supervisor.reloadConfig');
  if (reply.kind === 'result') return reply.value;
  session.fail(EXIT_STATUS.generic);
  if (reply.code === FAULTS.SHUTDOWN_STATE) session.output.line('ERROR: supervisor shutting down');
  else if (reply.code === FAULTS.CANT_REREAD) session.output.line(`ERROR: ${reply.message}`);
  else throw new UnexpectedFaultError(reply);
  return null;
}

function changeLines({ added, changed, removed }: ConfigChanges): readonly string[] {
  const changes = [
    ...added.map((group) => ({ group, change: 'available' })),
    ...changed.map((group) => ({ group, change: 'changed' })),
    ...removed.map((group) => ({ group, change: 'disappeared' })),
  ];
  if (changes.length === 0) return ['No config updates to processes'];
  changes.sort((a, b) => compareCodePoints(a.group, b.group));
  return changes.map(({ group, change }) => `${group}: ${change}`);
}
