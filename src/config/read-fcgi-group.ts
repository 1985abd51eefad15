/** `[fcgi-program:x]` and its socket. Source: Supervisor options.py, parse_fcgi_socket(). */

import { pythonRepr } from '../core/python-repr.ts';
import { Expansions } from './expansion.ts';
import { FCGI_OPTIONS as OPTIONS } from './group-options.ts';
import { type GroupSource, readName } from './group-source.ts';
import type { FcgiGroupConfig, SocketAddress } from './model.ts';
import { pythonNormalize } from './python-path.ts';
import { readProcesses } from './read-program.ts';
import { parsePort } from './values.ts';

type Socket = FcgiGroupConfig['socket'];

const DEFAULT_UNIX_MODE = 0o700;

export function readFcgiGroup(source: GroupSource): FcgiGroupConfig | null {
  const { section, reader } = source;
  const groupName = readName(source);
  if (groupName === null) return null;
  const priority = reader.value(OPTIONS.priority);
  // The user is read for the processes too. Here it is checked, since the check without a suffix comes first.
  reader.optional(OPTIONS.user);
  const backlog = reader.optional(OPTIONS.socket_backlog);
  const owner = reader.optional(OPTIONS.socket_owner);
  const mode = reader.optional(OPTIONS.socket_mode);
  const socket = readSocket(source, { groupName, backlog, owner, mode });
  const processes = readProcesses({ ...source, groupName });
  if (socket === null) return null;
  const { name, position } = section;
  return { kind: 'fcgi-program', name: groupName, priority, section: name, position, socket, processes };
}

interface SocketSettings extends Pick<Socket, 'backlog' | 'owner' | 'mode'> {
  readonly groupName: string;
}

function readSocket(source: GroupSource, settings: SocketSettings): Socket | null {
  const { reader, section } = source;
  const { key, example } = OPTIONS.socket;
  const written = expandedSocket(source, settings.groupName);
  if (written === undefined) return null;
  if (written === '') {
    reader.fail(`[${section.name}] section requires a "socket" line`, {
      code: 'missing-key',
      key,
      cure: `Add a line such as "socket=${example}"`,
    });
    return null;
  }
  const hasFileSettings = settings.owner !== null || settings.mode !== null;
  const address = parseAddress(written, hasFileSettings);
  if (typeof address === 'string') {
    reader.fail(`${address} in [${section.name}] socket`, {
      code: 'value',
      key,
      cure: 'Write "unix:///absolute/path" or "tcp://host:port"; only the former has an owner and a mode',
    });
    return null;
  }
  const { owner, backlog } = settings;
  const isUnix = address.kind === 'unix';
  return {
    url: isUnix ? `unix://${address.path}` : `tcp://${address.host}:${address.port}`,
    address,
    owner,
    mode: isUnix ? (settings.mode ?? DEFAULT_UNIX_MODE) : null,
    backlog,
  };
}

/** Empty when the key is absent; undefined when it cannot be expanded. */
function expandedSocket({ reader, reading, section }: GroupSource, groupName: string): string | undefined {
  const { key } = OPTIONS.socket;
  const own = new Map([
    ['program_name', groupName],
    ['here', reading.here],
  ]);
  const names = new Expansions(reading.environmentNames, own);
  return reader.expandText(reader.entry(key)?.value ?? '', { key, label: `${section.name}.${key}`, names });
}

/** The address, or Supervisor's complaint. Two of the complaints are printed as Python tuples, as it does. */
function parseAddress(written: string, hasFileSettings: boolean): SocketAddress | string {
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
  const port = parsePort(digits);
  if (port.kind === 'invalid') return port.message;
  return { kind: 'tcp', host: host.toLowerCase(), port: port.value };
}
