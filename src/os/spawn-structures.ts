/** The C structures that posix_spawn(3) takes, beside the program: what happens in the child before its exec. */
import { SystemCallError } from './errno.ts';
import {
  FILE_ACTIONS_SIZE,
  POSIX_SPAWN_SETPGROUP,
  POSIX_SPAWN_SETSID,
  POSIX_SPAWN_SETSIGDEF,
  POSIX_SPAWN_SETSIGMASK,
  SIGNAL_SET_SIZE,
  SPAWN_ATTRIBUTES_SIZE,
} from './native/processes.ts';
import type { Libc } from './native.ts';

/** `own`: a new process group in the daemon's session, as Supervisor does; `session`: a new session. */
export type ChildGroup = 'own' | 'session';

const GROUP_FLAGS = { own: POSIX_SPAWN_SETPGROUP, session: POSIX_SPAWN_SETSID } as const;

/** To be made once. Children start with every signal at its default and none blocked. */
export function spawnAttributes(libc: Libc, group: ChildGroup): Uint8Array {
  const attributes = Buffer.alloc(SPAWN_ATTRIBUTES_SIZE);
  const every = Buffer.alloc(SIGNAL_SET_SIZE);
  const none = Buffer.alloc(SIGNAL_SET_SIZE);
  libc.sigfillset(every);
  libc.sigemptyset(none);
  const flags = GROUP_FLAGS[group] | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  check('posix_spawnattr_init', libc.posix_spawnattr_init(attributes));
  check('posix_spawnattr_setflags', libc.posix_spawnattr_setflags(attributes, flags));
  check('posix_spawnattr_setpgroup', libc.posix_spawnattr_setpgroup(attributes, 0));
  check('posix_spawnattr_setsigdefault', libc.posix_spawnattr_setsigdefault(attributes, every));
  check('posix_spawnattr_setsigmask', libc.posix_spawnattr_setsigmask(attributes, none));
  return attributes;
}

/**
 * What a child does to its descriptors and its directory. The descriptors of one spawn have, as a rule, the numbers that
 * those of the spawn before had, and then there is nothing to prepare.
 */
export class SpawnFileActions {
  readonly #libc: Libc;
  readonly #memory = Buffer.alloc(FILE_ACTIONS_SIZE);
  /** What the memory holds; null: nothing. */
  #made: { readonly sources: readonly number[]; readonly directory: string | null } | null = null;

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /** `sources`: of descriptors 0, 1, 2 and so on. Valid until the next call. */
  of(sources: readonly number[], directory: string | null): Uint8Array {
    const made = this.#made;
    const isMade =
      made?.directory === directory &&
      made.sources.length === sources.length &&
      made.sources.every((from, to) => from === sources[to]);
    if (!isMade) this.#make(sources, directory);
    return this.#memory;
  }

  #make(sources: readonly number[], directory: string | null): void {
    const libc = this.#libc;
    if (this.#made !== null) libc.posix_spawn_file_actions_destroy(this.#memory);
    this.#made = null;
    check('posix_spawn_file_actions_init', libc.posix_spawn_file_actions_init(this.#memory));
    // From here on the memory is to be destroyed, also after a failure: what it holds then is asked for by nobody.
    this.#made = { sources: [], directory: null };
    for (const [to, from] of sources.entries()) {
      const added = libc.posix_spawn_file_actions_adddup2(this.#memory, from, to);
      check('posix_spawn_file_actions_adddup2', added);
    }
    if (directory !== null) {
      check('addchdir', libc.posix_spawn_file_actions_addchdir_np(this.#memory, directory));
    }
    this.#made = { sources, directory };
  }
}

function check(call: string, errno: number): void {
  if (errno !== 0) throw new SystemCallError(call, errno);
}
