/** `[fcgi-program:x]` and its socket. Source: Supervisor options.py, parse_fcgi_socket(). */
import type { ConfigError } from './config-error.ts';
import { Expansions } from './expansion.ts';
import { FCGI_OPTIONS as OPTIONS } from './group-options.ts';
import { type GroupSource, readName } from './group-source.ts';
import type { FcgiGroupConfig, SocketConfig } from './model.ts';
import { nameAfterColon, readProcesses } from './read-program.ts';
import { SectionReader } from './section-reader.ts';
import { DEFAULT_UNIX_MODE, parseSocketAddress, socketUrl } from './socket-address.ts';

export function readFcgiGroup(source: GroupSource): FcgiGroupConfig | null {
  const { section, reader } = source;
  const groupName = readName(source);
  if (groupName === null) return null;
  const priority = reader.value(OPTIONS.priority);
  // The user is read for the processes too. Here it is checked, since the check without a suffix comes first.
  reader.optional(OPTIONS.user);
  const socket = readSocket(source, groupName);
  const processes = readProcesses({ ...source, groupName });
  if (socket === null) return null;
  const { name, position } = section;
  return { kind: 'fcgi-program', name: groupName, priority, section: name, position, socket, processes };
}

/**
 * The socket of a FastCGI program that is a member of a `[group:x]`. Supervisor does not look at its keys there, so what
 * is wrong with them is a warning, and the program gets no socket.
 */
export function readMemberSocket(source: Omit<GroupSource, 'reader'>): SocketConfig | null {
  const errors: ConfigError[] = [];
  const reading = { ...source.reading, errors };
  const names = new Expansions(reading.environmentNames, new Map([['here', reading.here]]));
  const reader = new SectionReader({ reading, section: source.section, names });
  const socket = readSocket({ ...source, reading, reader }, nameAfterColon(source.section));
  const [error] = errors;
  if (error === undefined) return socket;
  source.reading.notices.push({
    level: 'warn',
    message: `For [${source.section.name}], which gets no socket in its group: ${error.message}`,
  });
  return null;
}

function readSocket(source: GroupSource, programName: string): SocketConfig | null {
  const { reader, section } = source;
  const { key, example } = OPTIONS.socket;
  const backlog = reader.optional(OPTIONS.socket_backlog);
  const owner = reader.optional(OPTIONS.socket_owner);
  const mode = reader.optional(OPTIONS.socket_mode);
  const written = expandedSocket(source, programName);
  if (written === undefined) return null;
  if (written === '') {
    reader.fail(`[${section.name}] section requires a "socket" line`, {
      code: 'missing-key',
      key,
      cure: `Add a line such as "socket=${example}"`,
    });
    return null;
  }
  const hasFileSettings = owner !== null || mode !== null;
  const address = parseSocketAddress(written, hasFileSettings);
  if (typeof address === 'string') {
    reader.fail(`${address} in [${section.name}] socket`, {
      code: 'value',
      key,
      cure: 'Write "unix:///absolute/path" or "tcp://host:port"; only the former has an owner and a mode',
    });
    return null;
  }
  const isUnix = address.kind === 'unix';
  return {
    url: socketUrl(address),
    address,
    owner,
    mode: isUnix ? (mode ?? DEFAULT_UNIX_MODE) : null,
    backlog,
  };
}

/** Empty when the key is absent; undefined when it cannot be expanded. */
function expandedSocket({ reader, reading, section }: GroupSource, programName: string): string | undefined {
  const { key } = OPTIONS.socket;
  const own = new Map([
    ['program_name', programName],
    ['here', reading.here],
  ]);
  const names = new Expansions(reading.environmentNames, own);
  return reader.expandText(reader.entry(key)?.value ?? '', { key, label: `${section.name}.${key}`, names });
}
