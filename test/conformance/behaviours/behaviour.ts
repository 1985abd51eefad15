/**
 * What Supervisor does that somebody can see, and what vigil makes of it: `docs/compatibility.md` is made from these
 * lists, and a test looks whether what is said to prove them is there.
 */
import type { Proof } from './proof.ts';

interface BehaviourBase {
  /** `area.name`, the same for ever: what else speaks of it can name it. */
  readonly id: string;
  readonly provedBy: readonly Proof[];
}

export interface SameBehaviour extends BehaviourBase {
  readonly verdict: 'same';
  readonly behaviour: string;
}

export interface DifferentBehaviour extends BehaviourBase {
  readonly verdict: 'differs';
  readonly what: string;
  /** Empty where Supervisor has nothing of the kind. */
  readonly supervisor: string;
  readonly vigil: string;
  readonly why: string;
}

export interface ImpossibleBehaviour extends BehaviourBase {
  readonly verdict: 'cannot';
  readonly what: string;
  readonly why: string;
}

export type Behaviour = SameBehaviour | DifferentBehaviour | ImpossibleBehaviour;

export interface Area {
  readonly title: string;
  readonly behaviours: readonly Behaviour[];
}
