/** Sections of one kind, in the order of the document, for kinds that need no names but `ENV_*`. */
import { Expansions } from './expansion.ts';
import type { IniSection } from './ini-document.ts';
import type { Option } from './option.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';

const NO_NAMES: ReadonlyMap<string, string> = new Map();

export function* sectionsWith(reading: Reading, prefix: string): Generator<[IniSection, SectionReader]> {
  for (const section of reading.document.sections()) {
    if (!section.name.startsWith(prefix)) continue;
    const names = new Expansions(reading.environmentNames, NO_NAMES);
    yield [section, new SectionReader({ reading, section, names })];
  }
}

/** Says that a key is missing, unless it is there and was already found to be wrong. */
export function requireKey(
  reader: SectionReader,
  { option, complaint }: { readonly option: Option<unknown>; readonly complaint: string },
): void {
  if (reader.hasFailed(option.key)) return;
  reader.fail(complaint, {
    code: 'missing-key',
    key: option.key,
    cure: `Add a line such as "${option.key}=${option.example}"`,
  });
}
