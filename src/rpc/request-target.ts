/** The parts of an HTTP request's target, which is a path with or without a query. */

/** As it was sent: percent-encoded. What follows a `;` is no part of it, as in Supervisor. */
export function pathOf(target: string): string {
  return target.split(/[;?#]/, 1)[0] ?? '';
}

/** Null where percent signs encode nothing. */
export function decodedPathOf(target: string): string | null {
  try {
    return decodeURIComponent(pathOf(target));
  } catch {
    return null;
  }
}

export function queryOf(target: string): URLSearchParams {
  const question = target.indexOf('?');
  return new URLSearchParams(question === -1 ? '' : target.slice(question + 1));
}
