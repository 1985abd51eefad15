/** What a rule that names a cause is: facts in, one cause or nothing out. */
import type { Cause } from '../explanation.ts';
import type { ExplainFacts } from '../facts.ts';

export type CauseRule = (facts: ExplainFacts) => Cause | null;

/** How the last run ended. */
export type RunEnd = Extract<NonNullable<ExplainFacts['end']>, { kind: 'run' }>;
export type SpawnEnd = Extract<NonNullable<ExplainFacts['end']>, { kind: 'spawn-failed' }>;

export const certain = (kind: string, text: string, cure: string): Cause => ({
  kind,
  text,
  cure,
  certainty: 'certain',
});
export const likely = (kind: string, text: string, cure: string): Cause => ({
  kind,
  text,
  cure,
  certainty: 'likely',
});
export const possible = (kind: string, text: string, cure: string): Cause => ({
  kind,
  text,
  cure,
  certainty: 'possible',
});

export function runEnd({ end }: ExplainFacts): RunEnd | null {
  return end?.kind === 'run' ? end : null;
}

export function spawnEnd({ end }: ExplainFacts): SpawnEnd | null {
  return end?.kind === 'spawn-failed' ? end : null;
}

/** The exit code of the last run; null when there was none. */
export function exitCode(facts: ExplainFacts): number | null {
  const end = runEnd(facts);
  return end?.status?.kind === 'exited' ? end.status.code : null;
}
