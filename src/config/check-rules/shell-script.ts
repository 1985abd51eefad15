/** A rough look at `sh -c SCRIPT`: enough to tell which process will receive the stop signal. */

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh']);

export interface ScriptCommand {
  readonly text: string;
  /** What follows the command; empty at the end of the script. */
  readonly separator: '' | ';' | '&' | '&&' | '||' | '|';
}

/** The script of a command line that is a shell with `-c` (also in `-lc` or `-o pipefail -c`), else null. */
export function shellScript(words: readonly string[]): string | null {
  const [executable = '', ...args] = words;
  if (!SHELLS.has(executable.slice(executable.lastIndexOf('/') + 1))) return null;
  const flag = args.findIndex((word) => /^-[A-Za-z]*c$/.test(word));
  return flag < 0 ? null : (args[flag + 1] ?? null);
}

/** The script cut at its control operators, quotes, backslashes and redirections observed; newlines count as `;`. */
export function scriptCommands(script: string): ScriptCommand[] {
  const commands: ScriptCommand[] = [];
  let start = 0;
  let position = 0;
  while (position < script.length) {
    const width = quotedWidth(script, position);
    const separator = width > 0 ? null : separatorAt(script, position);
    if (separator === null) {
      position += Math.max(width, 1);
      continue;
    }
    commands.push({ text: script.slice(start, position).trim(), separator });
    position += script.startsWith('\n', position) ? 1 : separator.length;
    start = position;
  }
  commands.push({ text: script.slice(start).trim(), separator: '' });
  return commands.filter(({ text, separator }) => text !== '' || separator === '&');
}

/** The length of the quoted or escaped piece that begins here; 0 when none does. */
function quotedWidth(script: string, position: number): number {
  const character = script.charAt(position);
  if (character === '\\') return 2;
  if (character !== "'" && character !== '"') return 0;
  let end = position + 1;
  while (end < script.length && script.charAt(end) !== character) {
    end += character === '"' && script.charAt(end) === '\\' ? 2 : 1;
  }
  return end + 1 - position;
}

function separatorAt(script: string, position: number): Exclude<ScriptCommand['separator'], ''> | null {
  const pair = script.slice(position, position + 2);
  if (pair === '&&' || pair === '||') return pair;
  const character = script.charAt(position);
  if (character === '\n') return ';';
  if (character === ';' || character === '|') return character;
  const isRedirection = pair === '&>' || /[<>]/.test(script.charAt(position - 1));
  return character === '&' && !isRedirection ? character : null;
}
