/** What the rows of the table of actions are made of. */
import type { ArgumentRule, UsageLine } from './action.ts';
import { EXIT_STATUS } from './exit-status.ts';

export const ANY: ArgumentRule = { kind: 'any' };
export const NONE: ArgumentRule = { kind: 'none' };

export function lines(rows: readonly (readonly [usage: string, meaning: string])[]): readonly UsageLine[] {
  return rows.map(([usage, meaning]) => ({ usage, meaning }));
}

export function processNames(
  action: string,
  status: typeof EXIT_STATUS.generic | typeof EXIT_STATUS.invalidArguments = EXIT_STATUS.generic,
): ArgumentRule {
  return { kind: 'at-least', count: 1, missing: `Error: ${action} requires a process name`, status };
}
