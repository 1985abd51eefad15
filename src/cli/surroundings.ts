/** The machine, as far as the client's configuration needs it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Surroundings } from '../config/surroundings.ts';

export type ControlSurroundings = Omit<Surroundings, 'users'>;

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
    cwd: process.cwd(),
    homeDirectory,
  };
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
