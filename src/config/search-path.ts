/** Where a configuration file is looked for when none is named. Source: Supervisor options.py, Options.__init__(). */
import { ConfigError } from './config-error.ts';
import { pythonDirname, pythonJoin } from './python-path.ts';
import type { FileAccess } from './surroundings.ts';

/** In the order of looking. `program` is argv[0] as it was typed, its symbolic links not followed. */
export function searchPaths(program: string): readonly string[] {
  const base = pythonDirname(pythonDirname(program));
  return [
    pythonJoin(pythonJoin(base, 'etc'), 'supervisord.conf'),
    pythonJoin(base, 'supervisord.conf'),
    'supervisord.conf',
    'etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ];
}

/** The first path that exists, as it stands in the list; null when there is none. */
export function findConfigFile(
  paths: readonly string[],
  { files, cwd }: { readonly files: FileAccess; readonly cwd: string },
): string | null {
  return paths.find((path) => files.exists(pythonJoin(cwd, path))) ?? null;
}

/** The daemon refuses to start without a file; the client goes by its defaults. */
export function noConfigFile(paths: readonly string[]): ConfigError {
  const places = paths.join(', ');
  const message =
    `No config file found at default paths (${places}); use the -c option to specify a config file ` +
    'at a different path';
  return new ConfigError(message, { code: 'not-found', cure: 'Name a file: -c FILE' });
}
