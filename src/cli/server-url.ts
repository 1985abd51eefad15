/**
 * Where a `serverurl` leads: `unix:///path/to/socket`, or `http://host[:port]` with port 80 as the default. Source:
 * Supervisor xmlrpc.py, SupervisorTransport.
 */
export type ServerAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

const HTTP_URL = /^http:\/\/(?:[^@/?#]*@)?(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d*))?(?:[/?#]|$)/i;

/** Undefined for any other scheme, and for a port that is none. */
export function parseServerUrl(url: string): ServerAddress | undefined {
  if (url.startsWith('unix://')) return { kind: 'unix', path: url.slice('unix://'.length) };
  const match = HTTP_URL.exec(url);
  if (match === null) return undefined;
  const port = match[3] === undefined || match[3] === '' ? 80 : Number(match[3]);
  if (port > 65_535) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { kind: 'tcp', host: host === '' ? 'localhost' : host.toLowerCase(), port };
}

/** Supervisor's test for `-s`: a scheme and something after it. Source: datatypes.py, url(). */
export function looksLikeUrl(text: string): boolean {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(text);
  return match !== null && ((match[2] ?? '') !== '' || match[3] !== '');
}
