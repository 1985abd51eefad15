/** What reading a configuration may ask of the machine. Injected, so that this folder touches no file by itself. */

export interface FileAccess {
  /** The whole file. Throws the system's error (`code` is `ENOENT`, `EACCES`, `EISDIR`, ...). */
  readFile(path: string): Uint8Array;
  /** The paths that match an absolute pattern, as Python's `glob.glob()` finds them, in no particular order. */
  glob(pattern: string): readonly string[];
  isDirectory(path: string): boolean;
  exists(path: string): boolean;
}

export interface UserDatabase {
  /** `nameOrId` is a number in decimal digits or a name; null when there is no such user. */
  user(nameOrId: string): { readonly uid: number; readonly gid: number; readonly name: string } | null;
  /** The group's id, or null when there is no such group. */
  group(nameOrId: string): number | null;
}

export interface Surroundings {
  readonly files: FileAccess;
  /** Null: nothing is checked against the machine, neither users nor directories (`--config-dump`). */
  readonly users: UserDatabase | null;
  readonly environment: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** The home directory from the user database: of the named user, or of the current one for null. */
  homeDirectory(user: string | null): string | null;
}
