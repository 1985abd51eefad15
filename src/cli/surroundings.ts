/** The machine, as far as the client's configuration needs it. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import type { Surroundings } from '../config/surroundings.ts';
import { currentDirectory } from '../os/current-directory.ts';

export interface ControlSurroundings extends Omit<Surroundings, 'users'> {
  /** Whether there is a file that this user may connect to; whether somebody listens is not asked. */
  mayConnect(socket: string): boolean;
  /** Whether this user made it. */
  isOwn(path: string): boolean;
}

export function realSurroundings(): ControlSurroundings {
  return {
    files: {
      readFile: (path) => readFileSync(path),
      // The client reads no included files.
      glob: () => [],
      isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
      exists: existsSync,
    },
    environment: new Map(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
    cwd: currentDirectory(),
    homeDirectory,
    mayConnect,
    isOwn: (path) => ownerOf(path) === process.getuid?.(),
  };
}

function mayConnect(socket: string): boolean {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false; // Missing or forbidden: both mean that it is of no use.
  }
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid ?? null;
  } catch {
    return null; // In a directory that may not be entered, and so not ours.
  }
}

/** From `/etc/passwd`: `name:password:uid:gid:comment:home:shell`. */
function homeDirectory(user: string | null): string | null {
  const uid = String(process.getuid?.());
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const fields = line.split(':');
    if (user === null ? fields[2] === uid : fields[0] === user) return fields[5] ?? null;
  }
  return null;
}
