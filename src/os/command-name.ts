/**
 * What a person would call a running command. The kernel's name of a script is that of its interpreter (`node`,
 * `MainThread`, `python3`), so there the name of the script is taken. Source: proc(5), comm and cmdline.
 */
import { basename } from 'node:path';
import { readCommandLine, readProcess } from './process-table.ts';

const INTERPRETER =
  /^(?:node|nodejs|bun|deno|python[\d.]*|ruby[\d.]*|perl[\d.]*|php[\d.]*|sh|bash|dash|zsh)$/;

/** Null when there is no such process. The text is the process' own choice and may hold anything. */
export function commandName(pid: number): string | null {
  const process = readProcess(pid);
  if (process === null) return null;
  return scriptName(readCommandLine(pid)) ?? process.name;
}

/** The script that an interpreter runs, without its ending; null when it is no interpreter, or was given none. */
export function scriptName([command, ...words]: readonly string[]): string | null {
  if (command === undefined || !INTERPRETER.test(basename(command))) return null;
  const index = words.findIndex((word) => !word.startsWith('-'));
  const script = words[index];
  const options = words.slice(0, Math.max(0, index));
  // `sh -c "..."`: the word is a program text and not a name.
  if (script === undefined || options.some((option) => /^-\w*[ce]/.test(option))) return null;
  return basename(script).replace(/\.(?:c|m)?js$|\.py$/, '');
}
