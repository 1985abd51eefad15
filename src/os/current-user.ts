/** The user that this process is now, which is not the one that the environment names once privileges were dropped. */
import { userInfo } from 'node:os';

/** The name of the effective user, or its number where the user database does not know it. */
export function currentUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that has no name.
    return String(process.geteuid?.());
  }
}
