/** Paths as Python's `posixpath` treats them. Source: Supervisor options.py, normalize_path(). */
import type { Surroundings } from './surroundings.ts';

/** `os.path.dirname()`. */
export function pythonDirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  const trimmed = head.replace(/(?<!\/)\/+$/, '');
  return trimmed === '' ? head : trimmed;
}

/** `os.path.join()` of two parts. */
export function pythonJoin(base: string, path: string): string {
  if (path.startsWith('/') || base === '') return path;
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** `os.path.normpath()`: two leading slashes stay two, more become one. */
export function pythonNormalize(path: string): string {
  if (path === '') return '.';
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

/** `os.path.abspath()`. */
export function pythonAbsolute(path: string, cwd: string): string {
  return pythonNormalize(pythonJoin(cwd, path));
}

/** `os.path.expanduser()`: `~` is `HOME` if that is set, else the home directory in the user database. */
export function expandUser(
  path: string,
  surroundings: Pick<Surroundings, 'environment' | 'homeDirectory'>,
): string {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/');
  const end = slash < 0 ? path.length : slash;
  const home =
    end === 1
      ? (surroundings.environment.get('HOME') ?? surroundings.homeDirectory(null))
      : surroundings.homeDirectory(path.slice(1, end));
  if (home === null) return path;
  return home.replace(/\/+$/, '') + path.slice(end) || '/';
}

/** Supervisor's normalization: `~` expanded, absolute, without `.` and `..`. */
export function normalizePath(path: string, surroundings: Surroundings): string {
  return pythonAbsolute(expandUser(path, surroundings), surroundings.cwd);
}
