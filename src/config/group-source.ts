/** What the readers of the several kinds of groups are given, and what they have in common. */
import type { IniSection } from './ini-document.ts';
import { type Inherited, nameAfterColon } from './read-program.ts';
import type { Reading } from './reading.ts';
import type { SectionReader } from './section-reader.ts';
import { name } from './values.ts';

export interface GroupSource extends Inherited {
  readonly reading: Reading;
  readonly section: IniSection;
  /** Reads the keys of the group itself; its messages carry no suffix. */
  readonly reader: SectionReader;
}

/** The group's name, which becomes a program's name too; null when it is not valid. */
export function readName({ section, reader, reading }: GroupSource): string | null {
  const result = name.parse(nameAfterColon(section), reading.surroundings);
  if (result.kind === 'parsed') return result.value;
  reader.fail(result.message, { code: 'value', cure: `Write ${name.accepts} after the colon` });
  return null;
}
