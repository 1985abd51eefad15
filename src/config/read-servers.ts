/** The HTTP servers. Source: Supervisor options.py, server_configs_from_parser(). */
import { Expansions } from './expansion.ts';
import type { IniSection } from './ini-document.ts';
import type { Credentials, HttpServerConfig, InetServerConfig, UnixServerConfig } from './model.ts';
import { requireKey, sectionsWith } from './prefixed-sections.ts';
import { normalizePath } from './python-path.ts';
import { pythonStrip } from './python-text.ts';
import type { Reading } from './reading.ts';
import type { SectionReader } from './section-reader.ts';
import { INET_SERVER_OPTIONS, UNIX_SERVER_OPTIONS } from './server-options.ts';

/** Inet servers first, then unix ones, each kind in the order of the file. */
export function readServers(reading: Reading): HttpServerConfig[] {
  const servers: HttpServerConfig[] = [];
  for (const [section, reader] of sectionsWith(reading, 'inet_http_server')) {
    const server = readInetServer(section, reader);
    if (server !== null) servers.push(server);
  }
  for (const [section, reader] of sectionsWith(reading, 'unix_http_server')) {
    const server = readUnixServer({ reading, section, reader });
    if (server !== null) servers.push(server);
  }
  return servers;
}

function readInetServer(section: IniSection, reader: SectionReader): InetServerConfig | null {
  const access = readAccess(section, reader);
  const address = reader.optional(INET_SERVER_OPTIONS.port);
  if (address === null) {
    requireKey(reader, {
      option: INET_SERVER_OPTIONS.port,
      complaint: `section [${section.name}] has no port value`,
    });
    return null;
  }
  return { kind: 'inet', section: section.name, position: section.position, ...access, ...address };
}

function readUnixServer(source: {
  readonly reading: Reading;
  readonly section: IniSection;
  readonly reader: SectionReader;
}): UnixServerConfig | null {
  const { reading, section, reader } = source;
  const file = expandedFile(source);
  if (file === undefined) {
    requireKey(reader, {
      option: UNIX_SERVER_OPTIONS.file,
      complaint: `section [${section.name}] has no file value`,
    });
  }
  const access = readAccess(section, reader);
  const chown = reader.optional(UNIX_SERVER_OPTIONS.chown);
  const chmod = reader.value(UNIX_SERVER_OPTIONS.chmod);
  if (file === undefined) return null;
  return {
    kind: 'unix',
    section: section.name,
    position: section.position,
    ...access,
    file: normalizePath(pythonStrip(file), reading.surroundings),
    chmod,
    chown,
  };
}

/** The only key of a server that knows `%(here)s`. */
function expandedFile({
  reading,
  section,
  reader,
}: {
  readonly reading: Reading;
  readonly section: IniSection;
  readonly reader: SectionReader;
}): string | undefined {
  const { key } = UNIX_SERVER_OPTIONS.file;
  const written = reader.entry(key)?.value;
  const names = new Expansions(reading.environmentNames, new Map([['here', reading.here]]));
  return written === undefined
    ? undefined
    : reader.expandText(written, { key, label: `${section.name}.${key}`, names });
}

type Access = Pick<HttpServerConfig, 'credentials' | 'readOnlyCredentials' | 'allowedHosts' | 'publicHealth'>;

function readAccess(section: IniSection, reader: SectionReader): Access {
  const credentials = readCredentials(section, reader);
  return {
    credentials,
    readOnlyCredentials: readReadOnly(section, reader, credentials),
    allowedHosts: reader.value(INET_SERVER_OPTIONS.allowed_hosts),
    publicHealth: reader.value(INET_SERVER_OPTIONS.public_health),
  };
}

/** A second user alone would leave the server open to everybody else. */
function readReadOnly(
  section: IniSection,
  reader: SectionReader,
  credentials: Credentials | null,
): Credentials | null {
  const username = reader.optional(INET_SERVER_OPTIONS.read_only_username);
  const password = reader.optional(INET_SERVER_OPTIONS.read_only_password);
  if (username === null && password === null) return null;
  const fail = (key: string): null => {
    if (
      !['username', 'password', 'read_only_username', 'read_only_password'].some((name) =>
        reader.hasFailed(name),
      )
    ) {
      reader.fail(
        `Section [${section.name}] has an incomplete read-only user: it takes read_only_username and ` +
          'read_only_password, and beside them username and password',
        { code: 'conflict', key, cure: `Add a line "${key}=..."` },
      );
    }
    return null;
  };
  if (username === null) return fail('read_only_username');
  if (password === null) return fail('read_only_password');
  if (credentials === null || credentials.username === '') return fail('username');
  return { username, password };
}

/** Present even when the user name is empty, which stands for an open server. */
function readCredentials(section: IniSection, reader: SectionReader): Credentials | null {
  const username = reader.optional(INET_SERVER_OPTIONS.username);
  const password = reader.optional(INET_SERVER_OPTIONS.password);
  if (username !== null && password !== null) return { username, password };
  const isBroken = reader.hasFailed('username') || reader.hasFailed('password');
  if ((username !== null || password !== null) && !isBroken) {
    const missing = username === null ? 'username' : 'password';
    reader.fail(
      `Section [${section.name}] contains incomplete authentication: If a username or a password is specified, ` +
        'both the username and password must be specified',
      { code: 'conflict', key: missing, cure: `Add a line "${missing}=..."` },
    );
  }
  return null;
}
