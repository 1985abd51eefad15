/** Why a server of the configuration could not be opened: Supervisor's sentence, then the place, and what to do. */
import type { HttpServerConfig } from '../../config/model.ts';
import type { ListenError } from '../../http/listen-error.ts';
import { currentUserName } from '../../os/current-user.ts';
import { addressOf, listenAdvice } from '../start-advice.ts';
import { StartupError } from '../startup-error.ts';

export function listenFailure(error: ListenError, server: HttpServerConfig): StartupError {
  const { file, line } = server.position;
  const advice = listenAdvice(error.code, addressOf(server));
  const detail = `${file}:${line}: [${server.section}]: ${error.message}${advice === null ? '' : ` (${advice})`}`;
  return new StartupError(sentence(error, server), [detail], { cause: error });
}

function sentence(error: ListenError, server: HttpServerConfig): string {
  switch (error.kind) {
    case 'in-use':
      return (
        'Another program is already listening on a port that one of our HTTP servers is configured to use.  ' +
        'Shut this program down first before starting supervisord.'
      );
    case 'chown-not-permitted': {
      const owner = server.kind === 'unix' ? server.chown : null;
      return (
        `Not permitted to chown ${error.address} to uid/gid (${owner?.uid ?? -1}, ${owner?.gid ?? -1}); adjust ` +
        '"sockchown" value in config file or on command line to values that the current user ' +
        `(${currentUserName()}) can successfully chown`
      );
    }
    case 'path-too-long':
    case 'not-a-socket':
      return error.message;
    case 'name-not-resolved':
      return `Cannot open an HTTP server: socket.error reported ${error.errno}`;
    case 'failed':
      return `Cannot open an HTTP server: socket.error reported errno.${error.code} (${error.errno})`;
  }
}
