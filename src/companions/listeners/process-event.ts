/** What events tell of a process. */
import type { ListenerEvent } from '../../listener/listener.ts';
import { isNamedBy } from './process-choice.ts';

export type Trouble = 'crashed' | 'given up';

/** Null for an event that is no trouble: another type, or an exit that was expected. */
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
