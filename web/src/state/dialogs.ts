/** The dialog that is open. */
import { signal } from '@preact/signals';
import { concerned, needsConfirmation } from '../model/operation.ts';
import type { ProcessInfo } from '../wire.ts';
import type { LogView } from './log-view.ts';
import type { Operations, Order } from './operations.ts';

export type Dialog =
  | { readonly kind: 'help' }
  /** Why nothing can be done. */
  | { readonly kind: 'read-only' }
  /** What to do with these. */
  | { readonly kind: 'actions'; readonly title: string; readonly processes: readonly ProcessInfo[] }
  /** A line of a log, by the offset of any byte of it. */
  | { readonly kind: 'line'; readonly view: LogView; readonly offset: number }
  | { readonly kind: 'confirm'; readonly order: Order };

export class Dialogs {
  readonly open = signal<Dialog | null>(null);
  readonly #operations: Operations;
  readonly #isReadOnly: boolean;

  constructor(operations: Operations, isReadOnly: boolean) {
    this.#operations = operations;
    this.#isReadOnly = isReadOnly;
  }

  show(dialog: Dialog): void {
    const isRefused = this.#isReadOnly && (dialog.kind === 'actions' || dialog.kind === 'confirm');
    this.open.value = isRefused ? { kind: 'read-only' } : dialog;
  }

  close(): void {
    this.open.value = null;
  }

  /** Asks first where it cannot be taken back. Of several, those are left out for which it has no meaning. */
  order(order: Order): void {
    const isForOne = order.processes.length === 1;
    const processes = isForOne ? order.processes : concerned(order.kind, order.processes);
    if (processes.length === 0) return;
    const meant = { ...order, processes };
    if (this.#isReadOnly || needsConfirmation(order.kind, processes.length)) {
      this.show({ kind: 'confirm', order: meant });
    } else this.#operations.run(meant);
  }
}
