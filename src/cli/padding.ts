/** Pads by characters, not by UTF-16 units, as Python does. */
export function padEnd(text: string, width: number): string {
  const missing = width - characterCount(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

/** Only a surrogate makes a character out of two units. */
const SURROGATE = /[\ud800-\udbff]/;

export function characterCount(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _character of text) count++;
  return count;
}
