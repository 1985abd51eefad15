/** Texts that others chose, made fit for one line of a record: a line feed in a name must not look like a new entry. */
const CONTROLS = /[\0-\x1f\x7f-\x9f\u2028\u2029]/g;
const LONGEST = 200;

/** Controls become `?`; what is longer than 200 characters is cut. */
export function oneLine(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return cut.replace(CONTROLS, '?');
}
