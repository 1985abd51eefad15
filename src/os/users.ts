/**
 * Users and groups as the system knows them: through the C library, so that every source it is configured for counts
 * (files, LDAP, systemd), not only `/etc/passwd`.
 */
import { SystemCallError } from './errno.ts';
import type { PasswordEntry } from './native/users.ts';
import type { Libc } from './native.ts';

export interface User {
  readonly uid: number;
  /** The primary group. */
  readonly gid: number;
  readonly name: string;
}

/** Answers are kept for the life of the object: make a new one for each reading of the configuration. */
export class SystemUsers {
  readonly #libc: Libc;
  readonly #users = new Map<string, PasswordEntry | null>();
  readonly #groups = new Map<string, number | null>();

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /** A number in decimal digits is an id, anything else a name. Null when there is no such user. */
  user(nameOrId: string): User | null {
    const entry = this.#entry(nameOrId);
    return entry === null ? null : { uid: entry.uid, gid: entry.gid, name: entry.name };
  }

  /** The group's id; null when there is no such group. */
  group(nameOrId: string): number | null {
    return remember(this.#groups, nameOrId, () => {
      const id = parseId(nameOrId);
      const entry = id === null ? this.#libc.getgrnam(nameOrId) : this.#libc.getgrgid(id);
      return entry?.gid ?? null;
    });
  }

  /** The home directory of the named user, or of the user of this process for null. */
  homeDirectory(user: string | null): string | null {
    return this.#entry(user ?? String(process.getuid?.()))?.directory ?? null;
  }

  /** The primary group first, then every group that lists the user. */
  groupsOf(user: User): readonly number[] {
    const count = Int32Array.of(64);
    let groups = new Uint32Array(64);
    if (this.#libc.getgrouplist(user.name, user.gid, groups, count) < 0) {
      groups = new Uint32Array(count[0] as number);
      if (this.#libc.getgrouplist(user.name, user.gid, groups, count) < 0) {
        throw new SystemCallError('getgrouplist', this.#libc.errno());
      }
    }
    const others = [...groups.subarray(0, count[0])].filter((gid) => gid !== user.gid);
    return [user.gid, ...others];
  }

  #entry(nameOrId: string): PasswordEntry | null {
    return remember(this.#users, nameOrId, () => {
      const id = parseId(nameOrId);
      return id === null ? this.#libc.getpwnam(nameOrId) : this.#libc.getpwuid(id);
    });
  }
}

const LARGEST_ID = 0xffff_fffe;

function parseId(text: string): number | null {
  return /^\d+$/.test(text) && Number(text) <= LARGEST_ID ? Number(text) : null;
}

function remember<T>(known: Map<string, T>, key: string, find: () => T): T {
  const answer = known.get(key);
  if (answer !== undefined) return answer;
  const found = find();
  known.set(key, found);
  return found;
}
