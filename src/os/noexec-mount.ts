/** Whether a file lies on a file system whose programs may not be run. Source: proc_pid_mountinfo(5), mount(8). */
import { readFileSync, realpathSync } from 'node:fs';

const ESCAPE = /\\([0-7]{3})/g;

/** The mount point, where it is mounted `noexec`; null otherwise, and where that cannot be known. */
export function noexecMount(path: string): string | null {
  try {
    return noexecMountIn(readFileSync('/proc/self/mountinfo', 'utf8'), realpathSync(path));
  } catch {
    return null; // No /proc, or a path that is gone: nothing is known.
  }
}

/** `path` is free of symbolic links. Of mounts on one point the last one is seen. */
export function noexecMountIn(mountinfo: string, path: string): string | null {
  let found: { readonly point: string; readonly isNoexec: boolean } | null = null;
  for (const line of mountinfo.split('\n')) {
    const [, , , , written, options = ''] = line.split(' ');
    if (written === undefined) continue;
    const point = written.replace(ESCAPE, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    if (!isBelow(path, point) || (found !== null && found.point.length > point.length)) continue;
    found = { point, isNoexec: options.split(',').includes('noexec') };
  }
  return found?.isNoexec === true ? found.point : null;
}

function isBelow(path: string, point: string): boolean {
  return path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
}
