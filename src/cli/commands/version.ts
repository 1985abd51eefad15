import type { JsonValue } from '../../core/json-value.ts';
import { resultOf } from '../replies.ts';
import type { Session } from '../session.ts';

export async function version(session: Session): Promise<void> {
  session.output.line(await askVersion(session));
}

export async function versionJson(session: Session): Promise<JsonValue> {
  return { version: await askVersion(session) };
}

async function askVersion(session: Session): Promise<string> {
  return resultOf(await session.client.call('supervisor.getSupervisorVersion'));
}
