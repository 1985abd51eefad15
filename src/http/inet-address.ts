/** Where an inet server listens. Supervisor's are IPv4; a literal IPv6 address is taken as well. */
import { isIPv6 } from 'node:net';
import { isSystemError, ListenError } from './listen-error.ts';

export interface InetAddress {
  readonly kind: 'inet';
  /** Empty: every IPv4 interface. */
  readonly host: string;
  readonly port: number;
}

/** The numbers of getaddrinfo(3) by Node's names for them. */
const RESOLVER_ERRNO: ReadonlyMap<string, number> = new Map([
  ['ENOTFOUND', -2],
  ['EAI_AGAIN', -3],
  ['EAI_FAIL', -4],
]);
const UNKNOWN_NAME = -2;

/** The address to bind to. Throws {@link ListenError} for a name that has none. */
export async function resolveHost({ host, port }: InetAddress): Promise<string> {
  if (host === '') return '0.0.0.0';
  if (isIPv6(host)) return host;
  // Loaded only for names: most servers listen on an address or on a unix socket.
  const { lookup } = await import('node:dns/promises');
  try {
    return (await lookup(host, { family: 4 })).address;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const code = error.code ?? 'ENOTFOUND';
    throw new ListenError('name-not-resolved', {
      address: `${host}:${port}`,
      code,
      errno: RESOLVER_ERRNO.get(code) ?? UNKNOWN_NAME,
      message: `Cannot listen on "${host}:${port}": the host name has no IPv4 address`,
      cause: error,
    });
  }
}
