/**
 * The sections and keys of the files that make up a configuration, each with its place. Sections of the same name are
 * one; a later value replaces an earlier one. `[DEFAULT]` is no section: its keys stand in for absent ones everywhere.
 */
import type { SourcePosition } from './model.ts';

export interface IniEntry {
  /** In lower case. */
  readonly key: string;
  readonly value: string;
  /** Where the key stands whose value this is. */
  readonly position: SourcePosition;
}

export interface IniSection {
  readonly name: string;
  /** Where the section was first opened. */
  readonly position: SourcePosition;
  readonly entries: ReadonlyMap<string, IniEntry>;
}

/** A value that a later one took the place of, and that was another. */
export interface ReplacedEntry {
  readonly section: string;
  readonly key: string;
  readonly before: IniEntry;
}

const HERE = '%(here)s';

export class IniDocument {
  readonly #sections = new Map<
    string,
    { readonly section: IniSection; readonly entries: Map<string, IniEntry> }
  >();
  readonly #defaults = new Map<string, IniEntry>();
  /** Sections that were opened since `%(here)s` was last replaced: the others hold none any more. */
  readonly #touched = new Set<string>();

  readonly #replaced: ReplacedEntry[] = [];

  /** In the order in which they were found. */
  get replaced(): readonly ReplacedEntry[] {
    return this.#replaced;
  }

  noteReplaced(replaced: ReplacedEntry): void {
    this.#replaced.push(replaced);
  }

  /** In the order of their first appearance. */
  *sections(): IterableIterator<IniSection> {
    for (const { section } of this.#sections.values()) yield section;
  }

  has(section: string): boolean {
    return this.#sections.has(section);
  }

  section(name: string): IniSection | undefined {
    return this.#sections.get(name)?.section;
  }

  get defaults(): ReadonlyMap<string, IniEntry> {
    return this.#defaults;
  }

  /** The section's own entry, or that of `[DEFAULT]`. */
  entry(section: string, key: string): IniEntry | undefined {
    return this.#sections.get(section)?.entries.get(key) ?? this.#defaults.get(key);
  }

  /** All entries of a section: its own in their order, then those that only `[DEFAULT]` has. */
  entries(section: string): IniEntry[] {
    const own = this.#sections.get(section)?.entries ?? new Map<string, IniEntry>();
    const inherited = [...this.#defaults.values()].filter(({ key }) => !own.has(key));
    return [...own.values(), ...inherited];
  }

  /** Opens a section, new or known, for writing. */
  open(name: string, position: SourcePosition): Map<string, IniEntry> {
    if (name === 'DEFAULT') return this.#defaults;
    this.#touched.add(name);
    const known = this.#sections.get(name);
    if (known !== undefined) return known.entries;
    const entries = new Map<string, IniEntry>();
    this.#sections.set(name, { section: { name, position, entries }, entries });
    return entries;
  }

  /**
   * Replaces each literal `%(here)s` by the directory of the file that was just read. A default that contains it
   * becomes a value of every section's own. Source: Supervisor options.py, expand_here().
   */
  replaceHere(directory: string): void {
    const inherited = [...this.#defaults.values()].filter(({ value }) => value.includes(HERE));
    for (const name of inherited.length > 0 ? this.#sections.keys() : this.#touched) {
      const entries = this.#sections.get(name)?.entries;
      if (entries === undefined) continue;
      for (const entry of inherited) if (!entries.has(entry.key)) entries.set(entry.key, entry);
      for (const entry of entries.values()) {
        if (!entry.value.includes(HERE)) continue;
        entries.set(entry.key, { ...entry, value: entry.value.replaceAll(HERE, () => directory) });
      }
    }
    this.#touched.clear();
  }
}
