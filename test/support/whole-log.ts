import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readTextIfAny } from './proc-files.ts';

/**
 * What is in a log and its backups, oldest first. A rotation that was cut short leaves a gap in the row of backups, which
 * moves on with them.
 */
export function wholeLog(path: string): string {
  const beginning = `${basename(path)}.`;
  const numbers = readdirSync(dirname(path))
    .filter((name) => name.startsWith(beginning))
    .map((name) => Number(name.slice(beginning.length)))
    .filter(Number.isInteger)
    .sort((one, other) => other - one);
  const files = [...numbers.map((number) => `${path}.${number}`), path];
  return files.map(readTextIfAny).join('');
}
