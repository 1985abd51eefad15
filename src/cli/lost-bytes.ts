/** Words of the command line that are no UTF-8: Node shows them as text, in which their bytes are lost. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** What Node shows in place of such bytes. */
const REPLACEMENT = '\ufffd';

/** The first word that is not as it was typed; null: all are. */
export function wordWithLostBytes(words: readonly string[]): string | null {
  const suspect = words.find((word) => word.includes(REPLACEMENT)) ?? null;
  // Somebody may mean just this character.
  return suspect === null || isUtf8(readFileSync('/proc/self/cmdline')) ? null : suspect;
}
