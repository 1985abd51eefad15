/** Commands that this machine does not have or cannot run. The daemon would notice only when it starts the program. */
import { splitCommand } from '../../core/command-words.ts';
import type { ProcessConfig } from '../model.ts';
import { pythonAbsolute } from '../python-path.ts';
import { type CheckMachine, type Executability, forEachProcess, warning } from './rule.ts';

const DEFAULT_PATH = '/bin:/usr/bin:/usr/local/bin';

const COMPLAINTS = {
  missing: ['command-not-found', 'is not on this machine'],
  directory: ['command-not-executable', 'is a directory'],
  'not-executable': ['command-not-executable', 'is not executable'],
} as const satisfies Record<Exclude<Executability, 'executable'>, readonly [string, string]>;

/** Supervisor's way of finding it: from the daemon's working directory, or along the program's PATH. */
export const commandLookup = forEachProcess(function* (process, { machine }) {
  const result = splitCommand(process.command);
  const [executable] = result.kind === 'split' ? result.words : [];
  if (executable === undefined) return;
  const found = look(executable, process, machine);
  if (found === 'executable') return;
  const [code, complaint] = COMPLAINTS[found];
  yield warning({
    code,
    section: process.section,
    key: 'command',
    message: `${executable} ${complaint}`,
    cure: cureFor(executable, process, machine),
  });
});

function look(executable: string, process: ProcessConfig, machine: CheckMachine): Executability {
  if (executable.includes('/')) return machine.executability(pythonAbsolute(executable, machine.cwd));
  const path = process.environment.get('PATH') ?? machine.environment.get('PATH') ?? DEFAULT_PATH;
  for (const directory of path.split(':')) {
    const found = machine.executability(pythonAbsolute(`${directory}/${executable}`, machine.cwd));
    if (found !== 'missing') return found;
  }
  return 'missing';
}

function cureFor(executable: string, process: ProcessConfig, machine: CheckMachine): string | null {
  const { directory } = process;
  if (directory === null || !executable.includes('/') || executable.startsWith('/')) return null;
  const meant = pythonAbsolute(executable, pythonAbsolute(directory, machine.cwd));
  if (machine.executability(meant) !== 'executable') return null;
  return `Write ${meant}: relative commands are not looked up in the program's directory`;
}

export const missingDirectory = forEachProcess(function* ({ section, directory }, { machine }) {
  if (directory === null || machine.isDirectory(pythonAbsolute(directory, machine.cwd))) return;
  yield warning({
    code: 'missing-directory',
    section,
    key: 'directory',
    message: `${directory} is not a directory on this machine: the program cannot be started`,
    cure: directory.startsWith('~') ? 'Write the whole path: "~" is not expanded here' : null,
  });
});
