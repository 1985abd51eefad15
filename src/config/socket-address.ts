/** `unix:///path` and `tcp://host:port`. Source: Supervisor options.py, parse_fcgi_socket(). */
import { pythonRepr } from '../core/python-repr.ts';
import { type Grammar, invalid, parsed } from './grammar.ts';
import type { SocketAddress } from './model.ts';
import { pythonNormalize } from './python-path.ts';
import { pythonStrip } from './python-text.ts';
import { parsePort } from './values.ts';

/** The mode of a unix socket whose section sets none. */
export const DEFAULT_UNIX_MODE = 0o700;

/** The address, or Supervisor's complaint. Two of the complaints are printed as Python tuples, as it does. */
export function parseSocketAddress(written: string, hasFileSettings: boolean): SocketAddress | string {
  if (written.startsWith('unix://')) {
    const path = written.slice('unix://'.length);
    return path.startsWith('/')
      ? { kind: 'unix', path: pythonNormalize(path) }
      : `('Unix socket path %s is not an absolute path', ${pythonRepr(path)})`;
  }
  if (hasFileSettings) {
    return 'socket_owner and socket_mode params should only be used with a Unix domain socket';
  }
  const match = /^tcp:\/\/([^\s:]+):(\p{Nd}+)\n?$/u.exec(written);
  if (match === null) return `('Bad socket format %s', ${pythonRepr(written)})`;
  const [, host = '', digits = ''] = match;
  return tcpAddress(host, digits);
}

export function socketUrl(address: SocketAddress): string {
  if (address.kind === 'unix') return `unix://${address.path}`;
  const { host, port } = address;
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A longer list is a mistake: a program finds its sockets by counting descriptors from 3. */
const MOST_SOCKETS = 100;

/** The value of `sockets`: addresses as above, also IPv6 in brackets, separated by commas. */
export const socketAddresses: Grammar<readonly SocketAddress[]> = {
  name: 'socket addresses',
  accepts: '"tcp://host:port" or "unix:///absolute/path", several separated by commas',
  parse(written) {
    const texts = written.split(',').map(pythonStrip);
    const addresses: SocketAddress[] = [];
    for (const text of texts) {
      const address = text === '' ? null : parseProgramAddress(text);
      if (typeof address === 'string') return invalid(address);
      if (address !== null) addresses.push(address);
    }
    if (addresses.length > MOST_SOCKETS) return invalid(`more than ${MOST_SOCKETS} sockets`);
    const urls = addresses.map(socketUrl);
    const twice = urls.find((url, index) => urls.indexOf(url) !== index);
    return twice === undefined ? parsed(addresses) : invalid(`socket ${twice} is named twice`);
  },
};

function parseProgramAddress(written: string): SocketAddress | string {
  if (written.startsWith('unix:///')) {
    return { kind: 'unix', path: pythonNormalize(written.slice('unix://'.length)) };
  }
  const match = /^tcp:\/\/(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+)):([0-9]+)$/i.exec(written);
  if (match === null) return `not a socket address: ${pythonRepr(written)}`;
  const [, literal, name = '', digits = ''] = match;
  return tcpAddress(literal ?? name, digits);
}

function tcpAddress(host: string, digits: string): SocketAddress | string {
  const port = parsePort(digits);
  if (port.kind === 'invalid') return port.message;
  return { kind: 'tcp', host: host.toLowerCase(), port: port.value };
}
