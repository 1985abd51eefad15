/** The lines of `help <action>`, from the action's row in the table. */
import type { Action } from './action.ts';

export type ActionTable = ReadonlyMap<string, Action>;

const TAB_WIDTH = 8;

export function helpLines({ help, meaningColumn }: Action): readonly string[] {
  return help.map(({ usage, meaning }) => {
    if (meaning === '') return usage;
    const tabs = Math.max(1, Math.ceil((meaningColumn - usage.length) / TAB_WIDTH));
    return `${usage}${'\t'.repeat(tabs)}${meaning}`;
  });
}
