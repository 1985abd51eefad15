/**
 * Options as Python's getopt reads them, which the listeners of superlance use: `-p web`, `-pweb`, `-ae`,
 * `--program web`, `--program=web`, long names shortened while they are unambiguous; the first other word ends them.
 */
export interface OptionForm {
  readonly short?: string;
  readonly long: string;
  readonly argument: 'required' | 'none';
}

export interface GivenOption {
  /** The long name. */
  readonly name: string;
  /** Empty for an option without an argument. */
  readonly value: string;
}

export interface CommandWords {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
}

/** A command line that cannot be followed; the message is for the person who wrote it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws {@link UsageError}. */
export function readOptions(args: readonly string[], forms: readonly OptionForm[]): CommandWords {
  const options: GivenOption[] = [];
  const rest = [...args];
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    if (word === '-' || !word.startsWith('-')) break;
    rest.shift();
    if (word === '--') break;
    if (word.startsWith('--')) options.push(longOption(word, rest, forms));
    else options.push(...shortOptions(word, rest, forms));
  }
  return { options, operands: rest };
}

function longOption(word: string, rest: string[], forms: readonly OptionForm[]): GivenOption {
  const equals = word.indexOf('=');
  const written = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const form = formNamed(written, forms);
  if (form.argument === 'none') {
    if (equals >= 0) throw new UsageError(`option --${form.long} takes no argument`);
    return { name: form.long, value: '' };
  }
  const value = equals < 0 ? rest.shift() : word.slice(equals + 1);
  if (value === undefined) throw new UsageError(`option --${form.long} needs an argument`);
  return { name: form.long, value };
}

function formNamed(written: string, forms: readonly OptionForm[]): OptionForm {
  const exact = forms.find(({ long }) => long === written);
  if (exact !== undefined) return exact;
  const [only, other] = forms.filter(({ long }) => long.startsWith(written));
  if (only === undefined) throw new UsageError(`there is no option --${written}`);
  if (other !== undefined) {
    throw new UsageError(`option --${written} may be --${only.long} or --${other.long}`);
  }
  return only;
}

/** One word may hold several letters; what follows a letter with an argument is its argument. */
function shortOptions(word: string, rest: string[], forms: readonly OptionForm[]): readonly GivenOption[] {
  const options: GivenOption[] = [];
  for (let at = 1; at < word.length; at++) {
    const form = forms.find(({ short }) => short === word[at]);
    if (form === undefined) throw new UsageError(`there is no option -${word[at]}`);
    if (form.argument === 'none') {
      options.push({ name: form.long, value: '' });
      continue;
    }
    const value = at + 1 < word.length ? word.slice(at + 1) : rest.shift();
    if (value === undefined) throw new UsageError(`option -${form.short} needs an argument`);
    options.push({ name: form.long, value });
    break;
  }
  return options;
}

/** The value of the last one with this name, as getopt loops leave it. */
export function lastValue({ options }: CommandWords, name: string): string | null {
  return options.findLast((option) => option.name === name)?.value ?? null;
}

export function allValues({ options }: CommandWords, name: string): readonly string[] {
  return options.filter((option) => option.name === name).map(({ value }) => value);
}

export function isGiven({ options }: CommandWords, name: string): boolean {
  return options.some((option) => option.name === name);
}

/** Throws {@link UsageError} for words after the options of a command that takes none. */
export function expectNoOperands({ operands: [first] }: CommandWords): void {
  if (first !== undefined) throw new UsageError(`unexpected argument "${first}"`);
}

/** `what` in words: "URL". */
export function onlyOperand({ operands }: CommandWords, what: string): string {
  const [only, ...more] = operands;
  if (only === undefined) throw new UsageError(`expected a ${what}`);
  if (more.length > 0) throw new UsageError(`expected one ${what}, got "${operands.join('", "')}"`);
  return only;
}

/** What `-p` and `-a` choose: names and `group:name`. Without either it is all. */
export function chosenPrograms(words: CommandWords): readonly string[] | 'any' {
  const programs = allValues(words, 'program');
  return isGiven(words, 'any') || programs.length === 0 ? 'any' : programs;
}
