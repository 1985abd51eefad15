/**
 * The grammars of values that name something on the machine: directories and users. With look-ups switched off
 * (`users` is null) every name is accepted and ids stay null. Source: Supervisor datatypes.py.
 */
import { type Grammar, invalid, type Parsed, parsed } from './grammar.ts';
import type { LogTarget, OwnerConfig, UserConfig } from './model.ts';
import { expandUser, pythonDirname, pythonJoin } from './python-path.ts';
import { pythonInteger } from './python-text.ts';
import type { Surroundings } from './surroundings.ts';

function isMissingDirectory(path: string, { users, files, cwd }: Surroundings): boolean {
  return users !== null && !files.isDirectory(pythonJoin(cwd, path));
}

/** `~` expanded; a directory that exists. */
export const existingDirectory: Grammar<string> = {
  name: 'directory',
  accepts: 'the path of a directory that exists',
  parse(written, surroundings) {
    const path = expandUser(written, surroundings);
    if (path === '') return invalid(' is not an existing directory');
    return isMissingDirectory(path, surroundings)
      ? invalid(`${written} is not an existing directory`, `Create ${pythonJoin(surroundings.cwd, path)}`)
      : parsed(path);
  },
};

function parseDirectoryPath(written: string, surroundings: Surroundings): Parsed<string> {
  const path = expandUser(written, surroundings);
  const directory = pythonDirname(path);
  return directory !== '' && isMissingDirectory(directory, surroundings)
    ? invalid(
        `The directory named as part of the path ${written} does not exist`,
        `Create ${pythonJoin(surroundings.cwd, directory)}`,
      )
    : parsed(path);
}

/** `~` expanded; a file's path, whose directory exists. */
export const existingDirectoryPath: Grammar<string> = {
  name: 'path',
  accepts: 'a file path whose directory exists',
  parse: parseDirectoryPath,
};

/** `syslog` is the deprecated way to write `std*_syslog=true`. */
export type WrittenLogTarget = LogTarget | { readonly kind: 'syslog' };

/** An empty value is a file with an empty path, which Supervisor treats as none, yet reports as written. */
export const logTarget: Grammar<WrittenLogTarget> = {
  name: 'log file',
  accepts: 'a file path whose directory exists, "AUTO" or "NONE"',
  parse(written, surroundings) {
    switch (written.toLowerCase()) {
      case 'none':
      case 'off':
        return parsed({ kind: 'none' });
      case 'auto':
        return parsed({ kind: 'auto' });
      case 'syslog':
        return parsed({ kind: 'syslog' });
      default: {
        const path = parseDirectoryPath(written, surroundings);
        return path.kind === 'invalid' ? path : parsed({ kind: 'file', path: path.value });
      }
    }
  },
};

/** Like {@link logTarget}, without syslog. */
export const historyTarget: Grammar<LogTarget> = {
  name: 'path',
  accepts: 'a file path whose directory exists, "AUTO" or "NONE"',
  parse(written, surroundings) {
    const word = written.toLowerCase();
    if (word === 'auto' || word === 'none') return parsed({ kind: word });
    const path = parseDirectoryPath(written, surroundings);
    return path.kind === 'invalid' ? path : parsed({ kind: 'file', path: path.value });
  },
};

/** A user's name, or a number that the user database knows. */
export const user: Grammar<UserConfig> = {
  name: 'user',
  accepts: 'the name or number of a user that exists',
  parse(written, { users }) {
    if (users === null) return parsed({ written, uid: null, gid: null });
    const number = pythonInteger(written);
    const found = users.user(number === undefined ? written : String(number));
    if (found !== null) return parsed({ written, uid: number ?? found.uid, gid: found.gid });
    return invalid(number === undefined ? `Invalid user name ${written}` : `Invalid user id ${written}`);
  },
};

/** `user` or `user:group`; `complaint` begins the message: `Invalid sockchown value`. */
export function ownerOrElse(complaint: string): Grammar<OwnerConfig> {
  return {
    name: 'owner',
    accepts: 'a user, or user:group, that exist',
    parse(written, { users }) {
      if (users === null) return parsed({ written, uid: null, gid: null });
      const colon = written.indexOf(':');
      const userName = colon < 0 ? written : written.slice(0, colon);
      const uid = users.user(canonicalId(userName))?.uid ?? null;
      if (uid === null) return invalid(`${complaint} ${written}`);
      if (colon < 0) return parsed({ written, uid, gid: null });
      const gid = users.group(canonicalId(written.slice(colon + 1)));
      return gid === null ? invalid(`${complaint} ${written}`) : parsed({ written, uid, gid });
    },
  };
}

/** Numbers are looked up by id however they are written. */
function canonicalId(written: string): string {
  return String(pythonInteger(written) ?? written);
}
