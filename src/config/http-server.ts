/** What a configured HTTP server is to its clients. */
import type { HttpServerConfig } from './model.ts';

/** Whether everybody who reaches it may do everything: an empty username asks for none. Source: Supervisor http.py. */
export function isOpen({ credentials }: HttpServerConfig): boolean {
  return credentials === null || credentials.username === '';
}

/** As a `serverurl` names it; one on every interface is named `localhost`. */
export function serverUrl(server: HttpServerConfig): string {
  if (server.kind === 'unix') return `unix://${server.file}`;
  const host = server.host === '' ? 'localhost' : server.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
}
