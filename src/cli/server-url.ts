/**
 * Where a `serverurl` leads: `unix:///path/to/socket`, or `http://host[:port]` with port 80 as the default. Source:
 * Supervisor xmlrpc.py, SupervisorTransport.
 */
export type ServerAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

const UNIX = 'unix://';
const HTTP_URL = /^http:\/\/(?:[^@/?#]*@)?(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d*))?(?:[/?#]|$)/i;

/** Undefined for any other scheme, and for a port that is none. */
export function parseServerUrl(url: string): ServerAddress | undefined {
  const path = socketPathOf(url);
  if (path !== null) return { kind: 'unix', path };
  const match = HTTP_URL.exec(url);
  if (match === null) return undefined;
  const port = match[3] === undefined || match[3] === '' ? 80 : Number(match[3]);
  if (port > 65_535) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { kind: 'tcp', host: host === '' ? 'localhost' : host.toLowerCase(), port };
}

export function socketUrl(path: string): string {
  return `${UNIX}${path}`;
}

/** Null for a URL that leads elsewhere. */
export function socketPathOf(url: string): string | null {
  return url.startsWith(UNIX) ? url.slice(UNIX.length) : null;
}

/** Supervisor's test for `-s`: a scheme and something after it. Source: datatypes.py, url(). */
export function looksLikeUrl(text: string): boolean {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(text);
  return match !== null && ((match[2] ?? '') !== '' || match[3] !== '');
}
