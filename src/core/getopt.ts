/**
 * Command line options as Python's `getopt.getopt` reads them: parsing stops at the first word that is not an option
 * or after `--`; short options cluster (`-nk`) and may hold their value (`-cFILE`); long options take `--name=value`
 * or `--name value` and may be shortened to an unambiguous prefix. Source: CPython Lib/getopt.py.
 */

export interface OptionSpec {
  /** One character, without the dash. */
  readonly short?: string;
  /** Without the dashes. */
  readonly long?: string;
  readonly takesValue: boolean;
  /**
   * The long form must be written in full and does not compete for abbreviations. For options that an existing
   * command line cannot know: adding them must not make its abbreviations ambiguous.
   */
  readonly exactOnly?: boolean;
}

export interface ParsedOption<Spec extends OptionSpec> {
  readonly spec: Spec;
  /** `-c`, or `--configuration` in full even where it was abbreviated. */
  readonly name: string;
  /** Empty for options without a value. */
  readonly value: string;
}

export type GetoptResult<Spec extends OptionSpec> =
  | {
      readonly kind: 'parsed';
      readonly options: readonly ParsedOption<Spec>[];
      readonly positionals: readonly string[];
    }
  | { readonly kind: 'refused'; readonly message: string };

type Step<Spec extends OptionSpec> =
  | { readonly kind: 'taken'; readonly options: readonly ParsedOption<Spec>[]; readonly words: number }
  | { readonly kind: 'refused'; readonly message: string };

/** `args` is the command line without the program's name. Refusals carry Python's sentences. */
export function getopt<Spec extends OptionSpec>(
  args: readonly string[],
  specs: readonly Spec[],
): GetoptResult<Spec> {
  const options: ParsedOption<Spec>[] = [];
  let index = 0;
  while (index < args.length) {
    const word = args[index] as string;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      index++;
      break;
    }
    const next = args[index + 1];
    const step = word.startsWith('--')
      ? takeLong(word.slice(2), next, specs)
      : takeShort(word.slice(1), next, specs);
    if (step.kind === 'refused') return step;
    options.push(...step.options);
    index += step.words;
  }
  return { kind: 'parsed', options, positionals: args.slice(index) };
}

function takeLong<Spec extends OptionSpec>(
  text: string,
  next: string | undefined,
  specs: readonly Spec[],
): Step<Spec> {
  const equals = text.indexOf('=');
  const written = equals < 0 ? text : text.slice(0, equals);
  const inline = equals < 0 ? undefined : text.slice(equals + 1);
  const found = findLong(written, specs);
  if (typeof found === 'string') return refused(found);
  const name = `--${found.long}`;
  if (!found.takesValue) {
    if (inline !== undefined) return refused(`option ${name} must not have an argument`);
    return { kind: 'taken', options: [{ spec: found, name, value: '' }], words: 1 };
  }
  const value = inline ?? next;
  if (value === undefined) return refused(`option ${name} requires argument`);
  return { kind: 'taken', options: [{ spec: found, name, value }], words: inline === undefined ? 2 : 1 };
}

/** The option, or the sentence that refuses the name. */
function findLong<Spec extends OptionSpec>(written: string, specs: readonly Spec[]): Spec | string {
  const exact = specs.find((spec) => spec.long === written);
  if (exact !== undefined) return exact;
  const candidates = specs.filter((spec) => !spec.exactOnly && spec.long?.startsWith(written));
  const [only] = candidates;
  if (only === undefined) return `option --${written} not recognized`;
  return candidates.length === 1 ? only : `option --${written} not a unique prefix`;
}

function takeShort<Spec extends OptionSpec>(
  cluster: string,
  next: string | undefined,
  specs: readonly Spec[],
): Step<Spec> {
  const options: ParsedOption<Spec>[] = [];
  const letters = Array.from(cluster);
  for (const [position, letter] of letters.entries()) {
    const spec = specs.find((candidate) => candidate.short === letter);
    const name = `-${letter}`;
    if (spec === undefined) return refused(`option ${name} not recognized`);
    if (!spec.takesValue) {
      options.push({ spec, name, value: '' });
      continue;
    }
    const attached = letters.slice(position + 1).join('');
    const value = attached === '' ? next : attached;
    if (value === undefined) return refused(`option ${name} requires argument`);
    return { kind: 'taken', options: [...options, { spec, name, value }], words: attached === '' ? 2 : 1 };
  }
  return { kind: 'taken', options, words: 1 };
}

function refused(message: string): { readonly kind: 'refused'; readonly message: string } {
  return { kind: 'refused', message };
}
