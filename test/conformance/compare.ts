import type { DaemonKind } from '../support/daemon-command.ts';
import type { KnownDifference } from './known-differences.ts';
import type { Observation } from './observation.ts';

export interface Sides {
  readonly supervisord: Observation;
  readonly vigild: Observation;
}

/** What the two sides disagree on, readable; empty when they agree but for known differences. */
export function compare(scenario: string, sides: Sides, known: readonly KnownDifference[]): string {
  const names = [...new Set([...sides.supervisord.keys(), ...sides.vigild.keys()])].sort();
  const differences: string[] = [];
  for (const name of names) {
    const expected = agreed(scenario, name, sides, 'supervisord', known);
    const actual = agreed(scenario, name, sides, 'vigild', known);
    if (expected !== actual) {
      differences.push(`== ${name}\n-- supervisord\n${shown(expected)}\n-- vigild\n${shown(actual)}\n`);
    }
  }
  return differences.join('\n');
}

function agreed(
  scenario: string,
  name: string,
  sides: Sides,
  kind: DaemonKind,
  known: readonly KnownDifference[],
): string | null {
  let text = sides[kind].get(name) ?? null;
  for (const difference of known) {
    if (difference.scenarios?.includes(scenario) === false) continue;
    if (difference.observation.test(name)) text = difference.agree(text);
  }
  return text;
}

function shown(text: string | null): string {
  return text === null ? '(nothing)' : text;
}
