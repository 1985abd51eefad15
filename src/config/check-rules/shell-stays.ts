/**
 * Whether a shell stays between the daemon and the program of its `-c`, or lets the program take its place. What bash
 * and dash do was observed with bash 5.2 and dash 0.5.12; bash takes part in lists since 5.1.
 */
import type { ScriptCommand } from './shell-script.ts';

export type ShellStay =
  | 'no'
  | 'yes'
  /** Only bash before 5.1 stays: later ones become the last command of a list. */
  | 'old-bash'
  /** Dash stays even for a single command; as `sh` it is that of Debian and Ubuntu. */
  | 'dash';

/** Commands that the shell carries out itself: there is no other process that could miss the signal. */
const BUILTINS: ReadonlySet<string> = new Set(
  '. : [ [[ break cd echo eval exit export false printf read return set source test times trap true umask unset wait'.split(
    ' ',
  ),
);
/** Words that end a loop, a condition or a group: the shell is needed until then. */
const END_OF_COMPOUND = /^(?:done|fi|esac)\b|[})]$/;

export function shellStays(shell: string, commands: readonly ScriptCommand[]): ShellStay {
  const last = commands.at(-1)?.text ?? '';
  const separators = new Set(commands.map(({ separator }) => separator));
  if (separators.has('|') || separators.has('&')) return 'yes';
  if (/^exec\s/.test(last)) return 'no';
  if (separators.has('||') || END_OF_COMPOUND.test(last)) return 'yes';
  const isSingle = commands.length === 1;
  if (isSingle && BUILTINS.has(last.split(/\s/, 1)[0] ?? '')) return 'no';
  if (shell === 'bash') return hasRedirection(last) ? 'yes' : isSingle ? 'no' : 'old-bash';
  if (!isSingle) return 'yes';
  return shell === 'sh' || shell === 'dash' ? 'dash' : 'no';
}

function hasRedirection(command: string): boolean {
  return /[<>]/.test(command.replaceAll(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/g, ''));
}
