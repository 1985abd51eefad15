import { type Loaded, type LoadRequest, type LoadResult, loadConfig } from '../../src/config/load.ts';
import type { FileAccess } from '../../src/config/surroundings.ts';
import { matchesPattern } from '../../src/os/name-pattern.ts';

export const MAIN_FILE = '/etc/app/main.conf';

/** Files held in memory. A pattern matches in its last part only; every directory exists but those below `/no`. */
export function filesInMemory(contents: Readonly<Record<string, string | Uint8Array>>): FileAccess {
  return {
    readFile(path) {
      const content = contents[path];
      if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    glob(pattern) {
      const [directory, name] = split(pattern);
      return Object.keys(contents).filter((path) => {
        const [itsDirectory, itsName] = split(path);
        return itsDirectory === directory && matchesPattern(itsName, name);
      });
    },
    isDirectory: (path) => !path.startsWith('/no'),
    exists: (path) => Object.hasOwn(contents, path),
  };
}

function split(path: string): [string, string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

/** A request for `MAIN_FILE` with users root, www (33:33) and nobody (99:98), where everything can be overridden. */
export function aRequest(
  main: string | Uint8Array,
  {
    included = {},
    ...rest
  }: Partial<LoadRequest> & { readonly included?: Readonly<Record<string, string>> } = {},
): LoadRequest {
  const users = [
    { name: 'root', uid: 0, gid: 0 },
    { name: 'www', uid: 33, gid: 33 },
    { name: 'nobody', uid: 99, gid: 98 },
  ];
  return {
    file: MAIN_FILE,
    environment: new Map([
      ['HOME', '/home/me'],
      ['COLOUR', 'red %s'],
    ]),
    overrides: {},
    files: filesInMemory({ [MAIN_FILE]: main, ...included }),
    users: {
      user: (name) => users.find((user) => user.name === name || String(user.uid) === name) ?? null,
      group: (name) => users.find((user) => user.name === name || String(user.gid) === name)?.gid ?? null,
    },
    hostName: 'node1',
    cwd: '/srv',
    homeDirectory: (user) => (user === null || user === 'me' ? '/home/me' : null),
    tempDir: '/tmp',
    ...rest,
  };
}

export function load(...request: Parameters<typeof aRequest>): LoadResult {
  return loadConfig(aRequest(...request));
}

export function loaded(...request: Parameters<typeof aRequest>): Loaded {
  const result = load(...request);
  if (result.kind === 'refused') throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result;
}

export function messages(...request: Parameters<typeof aRequest>): string[] {
  const result = load(...request);
  return result.kind === 'refused' ? result.errors.map(({ message }) => message) : [];
}
