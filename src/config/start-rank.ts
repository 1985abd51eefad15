/** The order of groups, and of processes in a group: priority, then name by code point. */
import { compareCodePoints } from './python-text.ts';

interface Ranked {
  readonly priority: number;
  readonly name: string;
}

export function byPriorityThenName(left: Ranked, right: Ranked): number {
  return left.priority - right.priority || compareCodePoints(left.name, right.name);
}
