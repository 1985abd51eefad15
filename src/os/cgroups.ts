/**
 * Control groups of version 2, where this process may make some: who is in one, stays in it with all that it forks,
 * whatever it does to its environment, its process group or its session. One for each program that needs it, below
 * the daemon's own. No controller is asked for. Source: cgroups(7); Documentation/admin-guide/cgroup-v2.rst.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export class Cgroups {
  readonly #base: string;
  /** What a path begins with that `/proc/PID/cgroup` shows for a process in one of them. */
  readonly #shownBase: string;

  private constructor(base: string, shownBase: string) {
    this.#base = base;
    this.#shownBase = shownBase;
  }

  /** Null where there is no version 2, or it is not for us to change. `name` is that of the instance. */
  static open(name: string): Cgroups | null {
    try {
      const mount = findMount(readFileSync('/proc/self/mountinfo', 'utf8'));
      const own = pathIn(readFileSync('/proc/self/cgroup', 'utf8'));
      if (mount === null || own === null) return null;
      const shown = join(own, `vigil-${name}`);
      // Whoever moves a process needs the group that it comes from, too.
      accessSync(join(mount, own, 'cgroup.procs'), constants.W_OK);
      accessSync(join(mount, own), constants.W_OK);
      return new Cgroups(join(mount, shown), shown);
    } catch {
      return null; // Unknown to this kernel, read-only, or not ours: the other ways of knowing remain.
    }
  }

  /** The path of a group by its name, as {@link of} tells it. */
  pathOf(name: string): string {
    return `${this.#shownBase}/${name}`;
  }

  /** Makes the group, if it is not there. False when that cannot be. */
  make(path: string): boolean {
    try {
      mkdirSync(this.#folder(path), { recursive: true });
      return true;
    } catch {
      return false; // Full: there are limits to their number.
    }
  }

  /** Moves a process. False when it is gone or may not be moved. */
  place(path: string, pid: number): boolean {
    try {
      writeFileSync(join(this.#folder(path), 'cgroup.procs'), String(pid));
      return true;
    } catch {
      return false; // Its exit is on its way, or the group was taken away from us.
    }
  }

  /** SIGKILL for all in it, at one moment. Linux before 5.14 cannot, which is no failure: signals follow. */
  kill(path: string): void {
    try {
      writeFileSync(join(this.#folder(path), 'cgroup.kill'), '1');
    } catch {
      // Said above.
    }
  }

  /** Removes an empty group; one in use stays. */
  remove(path: string): void {
    // As a rule none was made, and a thousand programs are removed one after the other.
    if (!existsSync(this.#base)) return;
    removeFolder(this.#folder(path));
    removeFolder(this.#base);
  }

  /** Removes all empty ones: a daemon that was killed has left them. */
  clear(): void {
    for (const entry of foldersIn(this.#base)) removeFolder(join(this.#base, entry));
    removeFolder(this.#base);
  }

  /** The group of ours that a process is in; null when it is in none of them. */
  of(pid: number): string | null {
    try {
      const path = pathIn(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
      return path?.startsWith(`${this.#shownBase}/`) ? path : null;
    } catch {
      return null; // Gone.
    }
  }

  #folder(path: string): string {
    return join(this.#base, path.slice(this.#shownBase.length));
  }
}

/** The first mount of the whole hierarchy. Fields: proc(5), mountinfo. */
function findMount(mounts: string): string | null {
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, mountPoint] = before.split(' ');
    if (after.startsWith('cgroup2 ') && root === '/' && mountPoint !== undefined) return mountPoint;
  }
  return null;
}

function pathIn(memberships: string): string | null {
  return /^0::(.*)$/m.exec(memberships)?.[1] ?? null;
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // There is none, as a rule.
  }
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // EBUSY, or gone.
  }
}
