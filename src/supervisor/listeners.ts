/** Who is told of what happens in the supervisor, and of what. */
import type { ExitStatus } from '../core/exit-status.ts';
import type { MainProcessChange, StateChange } from '../core/process-effect.ts';
import type { Pid } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ProcessGroup } from './process-group.ts';

/** What happens to groups, and to all of them. */
export type WorldChange =
  | { readonly kind: 'group-added'; readonly group: ProcessGroup }
  | { readonly kind: 'group-removed'; readonly group: ProcessGroup }
  /** A shutdown or a restart begins; nothing was stopped for it yet. Once. */
  | { readonly kind: 'ending' };

/** A child of a process comes or goes. Told of an exit before the process learns of it: its state is the one it ended in. */
export type ChildHappening =
  | { readonly kind: 'spawned'; readonly pid: Pid }
  | { readonly kind: 'exited'; readonly status: ExitStatus };

export type ChildListener = (group: ProcessGroup, process: ManagedProcess, happening: ChildHappening) => void;

export type WorldChangeListener = (change: WorldChange) => void;

export type StateChangeListener = (group: ProcessGroup, process: ManagedProcess, change: StateChange) => void;

export type MainChangeListener = (
  group: ProcessGroup,
  process: ManagedProcess,
  change: MainProcessChange,
) => void;

/** In the order in which they came. */
export class Listeners<Listener> {
  readonly #all = new Set<Listener>();

  /** Who comes or goes while the others are told is told, or not told any more. */
  get all(): Iterable<Listener> {
    return this.#all;
  }

  /** Answers the function that ends it. */
  add(listener: Listener): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }
}
