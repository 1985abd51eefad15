/** Users and groups, as NSS has them. */
import type { Koffi, Library } from './library.ts';

/** `struct passwd`, as far as it is of use. */
export interface PasswordEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The home directory. */
  readonly directory: string;
}

/** `struct group`, as far as it is of use. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
}

export interface UserCalls {
  /** Null when there is no such entry. */
  getpwnam(name: string): PasswordEntry | null;
  getpwuid(uid: number): PasswordEntry | null;
  getgrnam(name: string): GroupEntry | null;
  getgrgid(gid: number): GroupEntry | null;
  /** Fills `groups`, whose room is `count[0]`; -1 when it is too small, and then `count[0]` says what is needed. */
  getgrouplist(name: string, gid: number, groups: Uint32Array, count: Int32Array): number;
}

export function declareUsers(koffi: Koffi, library: Library) {
  const passwd = koffi.struct({
    name: 'str',
    password: 'str',
    uid: 'uint32_t',
    gid: 'uint32_t',
    gecos: 'str',
    directory: 'str',
    shell: 'str',
  });
  const group = koffi.struct({ name: 'str', password: 'str', gid: 'uint32_t', members: 'void *' });
  const lookUp = (name: string, key: string, entry: typeof passwd) => {
    const find = library.func(name, 'void *', [key]);
    return (value: string | number) => {
      const found: unknown = find(value);
      return found === null ? null : koffi.decode(found, entry);
    };
  };
  return {
    getpwnam: lookUp('getpwnam', 'str', passwd),
    getpwuid: lookUp('getpwuid', 'uint32_t', passwd),
    getgrnam: lookUp('getgrnam', 'str', group),
    getgrgid: lookUp('getgrgid', 'uint32_t', group),
    getgrouplist: library.func('int getgrouplist(const char *name, uint32_t gid, void *groups, int *count)'),
  };
}
