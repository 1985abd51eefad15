/** A log file of the AUTO kind that cannot be made, as the reason why the daemon does not start. */
import { errorCode } from '../core/thrown.ts';
import { ListeningSocketError } from '../os/listening-socket.ts';
import { StartupError } from './startup-error.ts';

/** Where these come from is the name, since the directory was found when the configuration was read. */
const REASONS_IN_NAME: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

/** Why a group cannot be added while the daemon runs. Throws on what is a bug. */
export function refusedGroup(error: unknown, directory: string): string {
  if (error instanceof ListeningSocketError) return error.message;
  if (errorCode(error) === 'UNKNOWN') throw error;
  const { message, details } = refusedAutoLog(error, directory);
  return [message, ...details].join('; ');
}

export function refusedAutoLog(error: unknown, directory: string): StartupError {
  const code = errorCode(error);
  return new StartupError(`Cannot create a log file in directory "${directory}": ${code}`, [
    REASONS_IN_NAME.has(code)
      ? 'its name is made of that of the process and of "identifier" in section [supervisord]: use short ones without slashes'
      : 'set "childlogdir" in section [supervisord] to a directory that this user may write',
  ]);
}
