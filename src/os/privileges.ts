/** `[supervisord] user`: the daemon gives up root for good. Source: Supervisor options.py, drop_privileges(). */
import type { User } from './users.ts';

/** The daemon cannot become the configured user: an error for the command line's user, in Supervisor's words. */
export class PrivilegeError extends Error {
  readonly code = 'PRIVILEGE';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PrivilegeError';
  }
}

/** The calls that change this process; a test passes its own. */
export interface Credentials {
  uid(): number;
  setGroups(groups: readonly number[]): void;
  setGroup(gid: number): void;
  setUser(uid: number): void;
}

export interface GroupLookup {
  /** The primary group first. */
  groupsOf(user: User): readonly number[];
}

/**
 * Changes groups, group and user of every thread of this process; does nothing when it runs as that user already, not
 * even to its groups. Returns the line for the activity log (INFO). Throws {@link PrivilegeError}.
 */
export function dropPrivileges(
  user: User,
  groups: GroupLookup,
  credentials: Credentials = processCredentials,
): string {
  const current = credentials.uid();
  if (current !== user.uid) {
    if (current !== 0) throw new PrivilegeError(NOT_ROOT);
    attempt('Could not set groups of effective user', () => credentials.setGroups(groups.groupsOf(user)));
    attempt('Could not set group id of effective user', () => credentials.setGroup(user.gid));
    attempt(`Could not set user id to ${user.uid}`, () => credentials.setUser(user.uid));
  }
  return `Set uid to user ${user.uid} succeeded`;
}

export const NOT_ROOT = "Can't drop privilege as nonroot user";

export const RUNNING_AS_ROOT =
  'Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  ' +
  'If you intend to run as root, you can set user=root in the config file to avoid this message.';

const processCredentials: Credentials = {
  uid: () => process.getuid?.() ?? 0,
  setGroups: (groups) => process.setgroups?.(groups),
  setGroup: (gid) => process.setgid?.(gid),
  setUser: (uid) => process.setuid?.(uid),
};

function attempt(failure: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    throw new PrivilegeError(failure, { cause });
  }
}
