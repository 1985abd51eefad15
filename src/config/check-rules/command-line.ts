/** Command lines that start, but not as the process that a supervisor wants to watch and stop. */
import { splitCommand } from '../../core/command-words.ts';
import { backgroundHabit } from '../../core/foreground-commands.ts';
import type { ProcessConfig } from '../model.ts';
import { innerCommand } from './inner-command.ts';
import { forEachProcess, type Observation, warning } from './rule.ts';
import { scriptCommands, shellScript } from './shell-script.ts';
import { type ShellStay, shellStays } from './shell-stays.ts';

function about(process: ProcessConfig, code: string, message: string, cure: string | null): Observation {
  return warning({ code, section: process.section, key: 'command', message, cure });
}

function wordsOf(process: ProcessConfig): readonly string[] {
  const result = splitCommand(process.command);
  return result.kind === 'split' ? result.words : [];
}

export const malformedCommand = forEachProcess(function* (process) {
  const result = splitCommand(process.command);
  if (result.kind === 'malformed') {
    yield about(
      process,
      'malformed-command',
      `cannot be split into words: ${result.message}`,
      'Balance quotes',
    );
  } else if (result.words.length === 0) {
    yield about(
      process,
      'malformed-command',
      'is empty: the program cannot be started',
      'Name an executable',
    );
  }
});

const OPERATORS: ReadonlySet<string> = new Set([
  '&',
  '&&',
  '|',
  '||',
  ';',
  '>',
  '>>',
  '<',
  '2>',
  '2>&1',
  '&>',
]);
const VARIABLE = /\$\{?[A-Z_][A-Z0-9_]*/;

/** Shell syntax in a command that no shell reads. */
export const shellSyntax = forEachProcess(function* (process) {
  const words = wordsOf(process);
  if (shellScript(words) !== null) return;
  const operator = words.find((word) => OPERATORS.has(word));
  const variable = words.map((word) => VARIABLE.exec(word)?.[0]).find((found) => found !== undefined);
  const home = words.find((word) => word.startsWith('~/'));
  const found = operator ?? variable ?? home;
  if (found === undefined) return;
  const cure =
    operator === '&'
      ? 'Leave it out: programs run in parallel anyway'
      : found === variable
        ? 'Use %(ENV_NAME)s, or sh -c with exec'
        : found === home
          ? 'Write the whole path'
          : "Use sh -c 'exec ...'";
  const effect = `"${found}" means nothing here: no shell reads the command, the program gets it as it stands`;
  yield about(process, 'shell-syntax', effect, cure);
});

/** Programs that go to the background, whose exit is then taken for the program's. */
export const leavesForeground = forEachProcess(function* (process) {
  const words = innerCommand(wordsOf(process));
  const script = shellScript(words);
  const commands = script === null ? [] : scriptCommands(script);
  if (commands.at(-1)?.separator === '&') {
    const message = 'the shell exits as soon as its last command is in the background';
    yield about(process, 'leaves-foreground', message, 'Leave out the "&" at the end');
    return;
  }
  if (words[0]?.endsWith('nohup')) {
    const message = 'nohup is for terminals: there is none, and the program ignores SIGHUP from now on';
    yield about(process, 'leaves-foreground', message, 'Leave out nohup');
  }
  const candidates = script === null ? [words] : commands.map(({ text }) => splitText(text));
  for (const candidate of candidates) {
    const inner = innerCommand(candidate);
    const habit = backgroundHabit(inner);
    if (habit === null) continue;
    const { cure, unless } = habit;
    const exception = unless === null ? '' : `, unless ${unless}`;
    const message = `${inner[0]} goes into the background: its first process exits while the program runs on${exception}`;
    yield about(process, 'leaves-foreground', message, cure.charAt(0).toUpperCase() + cure.slice(1));
  }
});

function splitText(text: string): readonly string[] {
  const result = splitCommand(text);
  return result.kind === 'split' ? result.words : [];
}

/** A shell that stays between the daemon and the program gets the stop signal in its place, and the program none. */
export const shellWrapper = forEachProcess(function* (process) {
  const words = innerCommand(wordsOf(process));
  const script = shellScript(words);
  if (script === null || process.stopasgroup) return;
  const commands = scriptCommands(script);
  const stay = shellStays(baseName(words[0] ?? ''), commands);
  if (stay === 'no') return;
  const isParallel = commands.some(({ separator }) => separator === '|' || separator === '&');
  const cure = isParallel
    ? 'Set stopasgroup=true'
    : `Begin the ${commands.length === 1 ? '' : 'last '}command with exec, or set stopasgroup=true`;
  yield about(process, 'shell-wrapper', STAYING_SHELL[stay], cure);
});

const STAYING_SHELL = {
  yes: 'the stop signal reaches the shell only: what the shell started lives on',
  'old-bash':
    'where bash is older than 5.1, the stop signal reaches the shell only: what it started lives on',
  dash: 'where the shell is dash, as on Debian and Ubuntu, the stop signal reaches it only: what it started lives on',
} as const satisfies Record<Exclude<ShellStay, 'no'>, string>;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
