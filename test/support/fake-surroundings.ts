/** A machine made of a list of files, for reading configurations without touching the real one. */
import type { Surroundings, UserDatabase } from '../../src/config/surroundings.ts';

export interface FakeMachine {
  /** Contents by absolute path, null for one that may not be read; every directory above them exists. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly directories?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly users?: UserDatabase | null;
}

const USERS: UserDatabase = {
  user: (nameOrId) => {
    if (nameOrId === 'root' || nameOrId === '0') return { uid: 0, gid: 0, name: 'root' };
    if (nameOrId === 'www' || nameOrId === '33') return { uid: 33, gid: 33, name: 'www' };
    return null;
  },
  group: (nameOrId) => (nameOrId === 'www' || nameOrId === '33' ? 33 : null),
};

/** Users are root (0) and www (33); the working directory is `/srv`. */
export function fakeSurroundings(machine: FakeMachine = {}): Surroundings {
  const files = new Map(Object.entries(machine.files ?? {}));
  const directories = new Set(['/', '/tmp', ...(machine.directories ?? [])]);
  for (const path of files.keys()) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      directories.add(path.slice(0, end));
    }
  }
  return {
    files: {
      readFile(path) {
        const content = files.get(path);
        if (typeof content === 'string') return new TextEncoder().encode(content);
        const code = content === null ? 'EACCES' : 'ENOENT';
        throw Object.assign(new Error(`${code}: ${path}`), { code });
      },
      glob: (pattern) => [...files.keys()].filter((path) => matches(pattern, path)),
      isDirectory: (path) => directories.has(path === '/' ? path : path.replace(/\/+$/, '')),
      exists: (path) => files.has(path) || directories.has(path),
    },
    users: machine.users === undefined ? USERS : machine.users,
    environment: new Map(Object.entries(machine.environment ?? { PATH: '/bin:/usr/bin', HOME: '/root' })),
    cwd: machine.cwd ?? '/srv',
    homeDirectory: (user) => (user === null || user === 'root' ? '/root' : null),
  };
}

/** `*` only: enough for tests. */
function matches(pattern: string, path: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`).test(path);
}
