/** What vigild put into the page: how everything was when it sent it. */
import type { Snapshot } from '../wire.ts';

export interface FirstState {
  readonly snapshot: Snapshot;
  /** Of the last event before it. */
  readonly id: number;
  /** Names of the methods that vigild has. */
  readonly methods: readonly string[];
  /** Whether the user may look and not touch. */
  readonly isReadOnly: boolean;
}

/** Null where the page comes from somewhere else, such as a server for developing. */
export function readFirstState(): FirstState | null {
  const block = document.getElementById('first-state');
  const text = block?.textContent ?? '';
  block?.remove();
  return text === '' ? null : (JSON.parse(text) as FirstState);
}
