/** What all listener commands have in common: usage, errors, the loop. */
import { messageOf } from '../../core/thrown.ts';
import { type EventHandler, listen } from '../../listener/listener.ts';
import { writeAll } from '../../os/write-all.ts';
import { UsageError } from './command-options.ts';

const STDOUT = 1;
const STDERR = 2;
const WRONG_USAGE = 2;

export interface ListenerCommand {
  readonly name: string;
  readonly usage: string;
  /** Makes the handler, or throws {@link UsageError}; null when only the usage was asked for. */
  readonly prepare: (args: readonly string[]) => EventHandler | null;
}

/**
 * Reads the command line and listens until the input ends. An error of the handler is reported and the event taken as
 * processed: rejected, it would come again at once and without end.
 */
export async function runListener({ name, usage, prepare }: ListenerCommand): Promise<void> {
  const report = reporter(name);
  let handler: EventHandler | null;
  try {
    handler = prepare(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    writeAll(STDERR, `${name}: ${error.message}\n\n${usage}`);
    process.exitCode = WRONG_USAGE;
    return;
  }
  if (handler === null) writeAll(STDOUT, usage);
  else await listen(reportingErrors(handler, report));
}

function reportingErrors(handler: EventHandler, report: (line: string) => void): EventHandler {
  return async (event) => {
    try {
      await handler(event);
    } catch (error) {
      report(messageOf(error));
    }
  };
}

/** Writes lines to standard error; standard output belongs to the protocol. */
export function reporter(name: string): (line: string) => void {
  return (line) => writeAll(STDERR, `${name}: ${line}\n`);
}

/** For commands that need the API. */
export function missingServer(): UsageError {
  return new UsageError(
    'SUPERVISOR_SERVER_URL is not set: run this as the command of an [eventlistener:x] section, under a daemon with ' +
      'a [unix_http_server] or an [inet_http_server]',
  );
}
