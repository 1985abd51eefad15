/** Pads by characters, not by UTF-16 units, as Python does. */
export function padEnd(text: string, width: number): string {
  const missing = width - characterCount(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

export function characterCount(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}
