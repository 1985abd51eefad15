/** `[fcgi-program:x]` and its socket. Source: Supervisor options.py, parse_fcgi_socket(). */
import { Expansions } from './expansion.ts';
import { FCGI_OPTIONS as OPTIONS } from './group-options.ts';
import { type GroupSource, readName } from './group-source.ts';
import type { FcgiGroupConfig, SocketConfig } from './model.ts';
import { readProcesses } from './read-program.ts';
import { DEFAULT_UNIX_MODE, parseSocketAddress, socketUrl } from './socket-address.ts';

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

interface SocketSettings extends Pick<SocketConfig, 'backlog' | 'owner' | 'mode'> {
  readonly groupName: string;
}

function readSocket(source: GroupSource, settings: SocketSettings): SocketConfig | null {
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
  const address = parseSocketAddress(written, hasFileSettings);
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
    url: socketUrl(address),
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
