/** Reads the keys of one section: raw text, then expansion, then grammar; every failure is noted and reading goes on. */
import { closestName } from '../core/closest-name.ts';
import { ConfigError, type ConfigErrorFacts, sentenceWithPlace } from './config-error.ts';
import { expand } from './expansion.ts';
import type { Parsed } from './grammar.ts';
import type { IniEntry, IniSection } from './ini-document.ts';
import type { DefaultedOption, Option } from './option.ts';
import type { PrintfNames } from './printf.ts';
import type { Reading } from './reading.ts';
import { swallowedSetting } from './swallowed-setting.ts';

export interface SectionReaderParts {
  readonly reading: Reading;
  readonly section: IniSection;
  readonly names: PrintfNames;
  /** What Supervisor adds to every message of this section. */
  readonly suffix?: string;
}

/** Values of passwords must not appear in the facts of an error. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['password', 'read_only_password']);

/** Most sections have no failures. */
const NO_KEYS: readonly string[] = [];

export class SectionReader {
  readonly #reading: Reading;
  readonly #section: IniSection;
  readonly #names: PrintfNames;
  readonly #suffix: string;
  #failedKeys = NO_KEYS;
  #leftOutKeys = NO_KEYS;
  #failureCount = 0;

  constructor({ reading, section, names, suffix = '' }: SectionReaderParts) {
    this.#reading = reading;
    this.#section = section;
    this.#names = names;
    this.#suffix = suffix;
  }

  get failureCount(): number {
    return this.#failureCount;
  }

  hasFailed(key: string): boolean {
    return this.#failedKeys.includes(key);
  }

  entry(key: string): IniEntry | undefined {
    return this.#section.entries.get(key) ?? this.#reading.document.defaults.get(key);
  }

  /** The value of a key that always has one. After a failure it is the default, so that reading can go on. */
  value<Value>(option: DefaultedOption<Value>): Value {
    const written = this.expanded(option);
    const read = written === null ? undefined : this.parse(option, written);
    return read === undefined ? this.defaultValue(option) : read;
  }

  /** The value of a key that may be absent; null then and after a failure. */
  optional<Value>(option: Option<Value>): Value | null {
    const written = this.expanded(option);
    return written === null ? null : (this.parse(option, written) ?? null);
  }

  /** The expanded text of a key, or null when it is absent or cannot be expanded. */
  expanded({ key, mayBeForeign }: Pick<Option<unknown>, 'key' | 'mayBeForeign'>): string | null {
    const entry = this.entry(key);
    if (entry === undefined) return null;
    if (!entry.value.includes('%')) return entry.value;
    const place = { key, label: `${this.#section.name}.${key}`, names: this.#names, mayBeForeign };
    return this.expandText(entry.value, place) ?? null;
  }

  /** Expands a text that belongs to a key. Undefined after a failure. */
  expandText(
    template: string,
    place: {
      readonly key: string;
      readonly label: string;
      readonly names: PrintfNames;
      readonly mayBeForeign?: true | undefined;
    },
  ): string | undefined {
    if (!template.includes('%')) return template;
    const { key, mayBeForeign } = place;
    const result = expand(template, place.names, place.label);
    if (result.kind === 'expanded') return result.text;
    this.#refuse(result.message, { code: 'expansion', key, cure: result.cure, mayBeForeign });
    return undefined;
  }

  /** Undefined when the text does not fit the grammar. */
  parse<Value>(option: Option<Value>, written: string): Value | undefined {
    const result = option.grammar.parse(written, this.#reading.surroundings);
    if (result.kind === 'parsed') return result.value;
    const cure = cureFor(option, written, result.remedy);
    const { key, mayBeForeign } = option;
    this.#refuse(result.message, { code: 'value', key, cure, mayBeForeign });
    return undefined;
  }

  defaultValue<Value>(option: DefaultedOption<Value>): Value {
    const { defaults, surroundings } = this.#reading;
    // What stands under an option is its own default, hence of its type.
    if (defaults.has(option)) return defaults.get(option) as Value;
    const result: Parsed<Value> = option.grammar.parse(option.default, surroundings);
    if (result.kind === 'parsed') {
      defaults.set(option, result.value);
      return result.value;
    }
    throw new Error(`the default of ${option.key} is not valid: ${result.message}`);
  }

  /** Notes a mistake in this section. */
  fail(message: string, facts: ConfigErrorFacts): void {
    this.#failureCount += 1;
    if (facts.key != null) this.#failedKeys = [...this.#failedKeys, facts.key];
    this.#reading.errors.push(this.#error(message + this.#suffix, facts));
  }

  /** A value that cannot be read is a mistake, unless Supervisor would not have looked at it. */
  #refuse(
    message: string,
    {
      mayBeForeign,
      ...facts
    }: ConfigErrorFacts & { readonly key: string; readonly mayBeForeign: true | undefined },
  ): void {
    if (mayBeForeign) this.#leaveOut(message, facts);
    else this.fail(message, facts);
  }

  /** Said once for a key, and not for each copy of a program. */
  #leaveOut(message: string, facts: ConfigErrorFacts & { readonly key: string }): void {
    if (this.#leftOutKeys.includes(facts.key)) return;
    this.#leftOutKeys = [...this.#leftOutKeys, facts.key];
    const { name } = this.#section;
    const error = this.#error(`For [${name}], ${facts.key} is left out: ${message}`, facts);
    this.#reading.notices.push({ level: 'warn', message: sentenceWithPlace(error), leftOut: error });
  }

  #error(message: string, facts: ConfigErrorFacts): ConfigError {
    const entry = facts.key == null ? undefined : this.entry(facts.key);
    const { file, line } = entry?.position ?? this.#section.position;
    const value = entry === undefined || SECRET_KEYS.has(entry.key) ? null : entry.value;
    return new ConfigError(message, { file, line, section: this.#section.name, value, ...facts });
  }
}

/** Values longer than this are no misspelt words. */
const LONGEST_WORD = 40;

function cureFor(option: Option<unknown>, written: string, remedy: string | null): string {
  const swallowed = option.key === 'environment' ? null : swallowedSetting(written);
  if (swallowed !== null) {
    return `Remove the blanks before ${JSON.stringify(swallowed)}, which make it a part of this value`;
  }
  if (/[^\s;];/.test(written) && option.key !== 'environment') {
    return 'Write a blank before ";": only then it begins a comment';
  }
  const cure = whatToWrite(option, written);
  return remedy === null ? cure : `${remedy}, or ${cure.charAt(0).toLowerCase()}${cure.slice(1)}`;
}

function whatToWrite(option: Option<unknown>, written: string): string {
  const { accepts, choices = [] } = option.grammar;
  const meant = written.length <= LONGEST_WORD ? meantWord(written.toLowerCase(), choices) : null;
  return meant === null
    ? `Write ${accepts}, for example "${option.key}=${option.example}"`
    : `Write "${option.key}=${meant}"`;
}

/** `warning` stands for `warn`, and `TREM` for `TERM`. */
function meantWord(written: string, choices: readonly string[]): string | null {
  return choices.find((word) => written.startsWith(word.toLowerCase())) ?? closestName(written, choices);
}
