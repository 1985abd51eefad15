/** What `run` and `rm` need beside the server: where they were typed, and the daemon that is the user's own. */
import type { RunCaller } from './described-program.ts';
import type { UserDaemon } from './user-daemon.ts';

export interface RunSurroundings extends RunCaller {
  /** The option that named the server, as it is to be typed again; null: none did. */
  readonly serverOption: string | null;
  /** Null where neither XDG_STATE_HOME nor HOME says where it is. */
  readonly userDaemon: UserDaemon | null;
  /** The server of actions without an option, as things are now; null: there is none. */
  usualServer(): string | null;
  /** Whether commands and an environment may be handed to whoever listens there, without having been named. */
  isTrusted(serverUrl: string): boolean;
}
