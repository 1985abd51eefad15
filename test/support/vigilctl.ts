/** The client of this build, against a daemon of a test. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompletedRun, runToExit } from './run-to-exit.ts';

export const VIGILCTL = fileURLToPath(new URL('../../bin/vigilctl', import.meta.url));

/** The Node that runs the tests also runs the client. */
export const CLIENT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
  LANG: 'C.UTF-8',
  HOME: '/nonexistent',
};

interface Place {
  readonly directory: string;
}

/** The whole command line, with the configuration in the directory. */
export function vigilctlCommand(
  { directory }: Place,
  ...words: readonly string[]
): readonly [string, ...string[]] {
  return [process.execPath, VIGILCTL, '-c', join(directory, 'supervisord.conf'), ...words];
}

export function vigilctl(place: Place, ...words: readonly string[]): Promise<CompletedRun> {
  const [node, ...rest] = vigilctlCommand(place, ...words);
  return runToExit(node, rest, { directory: place.directory, environment: CLIENT_ENVIRONMENT });
}
