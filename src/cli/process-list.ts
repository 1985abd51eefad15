/** The processes of a daemon, for a shell that completes: late or failing, it is as if there were none. */
import { XmlRpcClient } from './client.ts';
import type { ProcessInfo } from './rpc-results.ts';
import type { Settings } from './settings.ts';

/** Milliseconds that a person waits for a Tab. */
const PATIENCE = 1500;

export async function listProcesses({
  serverUrl,
  credentials,
}: Pick<Settings, 'serverUrl' | 'credentials'>): Promise<readonly ProcessInfo[]> {
  const client = new XmlRpcClient(serverUrl, credentials);
  // Closing the connection makes the call fail.
  const timer = setTimeout(() => client.close(), PATIENCE);
  try {
    const reply = await client.call('supervisor.getAllProcessInfo');
    return reply.kind === 'result' ? reply.value : [];
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    client.close();
  }
}
