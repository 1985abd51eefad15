/** The last lines of a program's output, fit to be shown anywhere: without colours, controls and endless lines. */

const LONGEST_LINE = 300;
const SEQUENCE = /\x1b\[[0-9;:?]*[ -/]*[@-~]/g;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** The time that stands before each line where `std*_logfile_timestamp` is set. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d) /;

/** The line as the program wrote it. */
export function withoutStamp(line: string): string {
  return line.replace(STAMP, '');
}

/** Oldest first; empty lines at the end do not count. `text` may begin within a line. */
export function lastLines(text: string, count: number): readonly string[] {
  const lines = text
    .replace(SEQUENCE, '')
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '');
  return lines.slice(-count).map(shown);
}

function shown(line: string): string {
  const safe = line.replace(CONTROLS, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return safe.length > LONGEST_LINE ? `${safe.slice(0, LONGEST_LINE)}...` : safe;
}
