/** Where temporary files go, as Python chooses it. Source: CPython Lib/tempfile.py, _candidate_tempdir_list(). */
import { accessSync, constants, statSync } from 'node:fs';
import { currentDirectory } from './current-directory.ts';

export function temporaryDirectory(environment: ReadonlyMap<string, string>): string {
  const named = ['TMPDIR', 'TEMP', 'TMP'].flatMap((name) => environment.get(name) ?? []);
  const candidates = [...named.filter((path) => path !== ''), '/tmp', '/var/tmp', '/usr/tmp'];
  return candidates.find(isWritableDirectory) ?? currentDirectory();
}

function isWritableDirectory(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false; // Not there, or not for us: the next candidate.
  }
}
