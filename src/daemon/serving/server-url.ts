/** SUPERVISOR_SERVER_URL for programs. Source: Supervisor options.py, process_config(), serverurl. */
import type { HttpServerConfig } from '../../config/model.ts';

/** The first unix server, else the last inet one, else null. */
export function serverUrlFor(servers: readonly HttpServerConfig[]): string | null {
  for (const server of servers) if (server.kind === 'unix') return `unix://${server.file}`;
  const last = servers.at(-1);
  if (last === undefined || last.kind !== 'inet') return null;
  return `http://${last.host === '' ? 'localhost' : last.host}:${last.port}`;
}
