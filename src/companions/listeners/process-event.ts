/** Which process an event is about, and what happened to it. */
import type { ListenerEvent } from '../../listener/listener.ts';
import { isNamedBy } from './process-choice.ts';

export type Trouble = 'crashed' | 'given up';

/** Null for an event that needs no report: another type, or an expected exit. */
export function troubleIn({ name, fields }: ListenerEvent): Trouble | null {
  if (name === 'PROCESS_STATE_FATAL') return 'given up';
  return name === 'PROCESS_STATE_EXITED' && fields['expected'] === '0' ? 'crashed' : null;
}

export function namesOf({ fields }: ListenerEvent): { readonly group: string; readonly name: string } {
  return { group: fields['groupname'] ?? '', name: fields['processname'] ?? '' };
}

export function isAbout(event: ListenerEvent, programs: readonly string[] | 'any'): boolean {
  return programs === 'any' || programs.some((word) => isNamedBy(namesOf(event), word));
}
