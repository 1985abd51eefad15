/** Which commands go into the background: a supervisor can only watch over what stays its child. */
import { BACKGROUND_RULES } from './background-rules.ts';

export interface BackgroundHabit {
  readonly cure: string;
  /** The command only starts something else, and is never the program itself. */
  readonly isLauncher: boolean;
  readonly unless: string | null;
}

/**
 * How this command leaves the foreground, or null when it is not known to do so. `words` is the split command, the
 * executable first; an init script (`/etc/init.d/x start`) counts too.
 */
export function backgroundHabit(words: readonly string[]): BackgroundHabit | null {
  const [executable = '', ...args] = words;
  if (executable.includes('/init.d/')) {
    return args.includes('start')
      ? { cure: 'run the service program itself', isLauncher: true, unless: null }
      : null;
  }
  const name = executable.slice(executable.lastIndexOf('/') + 1);
  const rule = BACKGROUND_RULES.find(({ commands }) => commands.some((known) => isNamed(name, known)));
  if (rule === undefined) return null;
  if (rule.foreground?.some((phrase) => hasPhrase(args, phrase))) return null;
  const leaves = rule.background === 'always' || rule.background.some((phrase) => hasPhrase(args, phrase));
  if (!leaves) return null;
  return { cure: rule.cure, isLauncher: rule.isLauncher === true, unless: rule.unless ?? null };
}

/** What would keep this command in the foreground, or null when it is not known to leave it. */
export function foregroundCure(words: readonly string[]): string | null {
  return backgroundHabit(words)?.cure ?? null;
}

function isNamed(name: string, known: string | RegExp): boolean {
  return typeof known === 'string' ? name === known : known.test(name);
}

/** Looks inside single arguments too: `-g 'daemon off;'` is one word with a blank. */
function hasPhrase(args: readonly string[], phrase: string): boolean {
  const padded = ` ${args.join(' ')} `;
  if (padded.includes(` ${phrase} `) || padded.includes(` ${phrase}=`)) return true;
  if (phrase.includes(' ')) return padded.includes(` ${phrase.replace(' ', '=')} `);
  const isSingleLetter = /^-[A-Za-z]$/.test(phrase);
  return (
    isSingleLetter && args.some((word) => /^-[A-Za-z]{2,4}$/.test(word) && word.includes(phrase.charAt(1)))
  );
}
