/**
 * What `ps`, `pgrep` and `killall` call this process. As `node` it would be found by nobody who looks for the daemon,
 * and be ended by a `killall node` that is meant for an application. `process.title` would overwrite the command line,
 * too, where others look for paths and flags. Source: proc_pid_comm(5).
 */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** `command` may be a path. The kernel keeps 15 bytes of its last part. */
export function nameProcess(command: string): void {
  try {
    writeFileSync('/proc/self/comm', basename(command));
  } catch {
    // Without /proc it keeps the interpreter's name, and everything works.
  }
}
