import type { ConnectionProblem } from './session.ts';
import type { Settings } from './settings.ts';

export function diagnose(
  _problem: ConnectionProblem,
  _settings: Settings,
  _program: string,
): readonly string[] {
  return [];
}
