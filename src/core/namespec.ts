/** Names as an operator and the API write them: `process`, `group:process`, `group:*`. Source: Supervisor options.py. */
export interface Namespec {
  readonly group: string;
  /** Null for the whole group: `group:*` or `group:`. */
  readonly process: string | null;
}

/** Only the first colon splits. */
export function splitNamespec(text: string): Namespec {
  const colon = text.indexOf(':');
  if (colon === -1) return { group: text, process: text };
  const process = text.slice(colon + 1);
  return { group: text.slice(0, colon), process: process === '' || process === '*' ? null : process };
}

export function joinNamespec(group: string, process: string): string {
  return group === process ? process : `${group}:${process}`;
}
