/** syslog(3): facility user, priority info, as Supervisor's lines have. */
import { type Libc, LOG_INFO, LOG_USER } from './native.ts';

/**
 * Opens the log under a name and returns the function that sends a line. The C library has one such log for each
 * process, so the name given last counts for every line.
 */
export function openSyslog(libc: Libc, ident: string): (line: string) => void {
  libc.openlog(ident, 0, LOG_USER);
  return (line) => libc.syslog(LOG_INFO, '%s', 'str', line);
}
