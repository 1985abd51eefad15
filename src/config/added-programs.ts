/**
 * Programs that were added while the daemon ran, beside those of the file. Each becomes a section of the document, so that
 * everything that is true of a program in the file is true of it too.
 */
import type { Reading } from './reading.ts';

export interface AddedProgram {
  readonly name: string;
  /** Where it is kept, for messages. */
  readonly file: string;
  /** Keys of a `[program:x]` section, as they would stand in the file: `%` is written `%%`. */
  readonly keys: ReadonlyMap<string, string>;
}

/** A section of the same name in the file wins. */
export function openAddedPrograms(reading: Reading, programs: readonly AddedProgram[]): void {
  for (const { name, file, keys } of programs) {
    const section = `program:${name}`;
    if (reading.document.has(section)) {
      const message = `program ${name} was added by "vigilctl run" and is now in the configuration: that one is used`;
      reading.notices.push({ level: 'warn', message });
      continue;
    }
    const position = { file, line: 1 };
    const entries = reading.document.open(section, position);
    for (const [key, value] of keys) entries.set(key, { key, value, position });
  }
}
