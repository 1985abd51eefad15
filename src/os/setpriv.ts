/** Finds util-linux's setpriv(1), which starts programs of other users. */
import { accessSync, constants, realpathSync } from 'node:fs';
import { basename } from 'node:path';

/** Fixed, since the daemon is root when it matters and a PATH is whatever its caller had. */
const PLACES = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/sbin/setpriv', '/sbin/setpriv'];

export type SetprivSearch =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly message: string };

/** Looks each time, so that installing it needs no restart. BusyBox's applet of that name cannot switch users. */
export function findSetpriv(places: readonly string[] = PLACES): SetprivSearch {
  const path = places.find(isFullSetpriv);
  if (path !== undefined) return { kind: 'found', path };
  return {
    kind: 'missing',
    message: 'setpriv is not installed (package util-linux; on Alpine: apk add setpriv)',
  };
}

function isFullSetpriv(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return !basename(realpathSync(path)).startsWith('busybox');
  } catch {
    return false; // Absent or not executable here: the next place may have it.
  }
}
