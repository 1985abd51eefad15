/** The dialog that is open. */
import { signal } from '@preact/signals';
import { needsConfirmation } from '../model/operation.ts';
import type { ProcessInfo } from '../wire.ts';
import type { Operations, Order } from './operations.ts';

export type Dialog =
  | { readonly kind: 'help' }
  /** What to do with these. */
  | { readonly kind: 'actions'; readonly title: string; readonly processes: readonly ProcessInfo[] }
  | { readonly kind: 'confirm'; readonly order: Order };

export class Dialogs {
  readonly open = signal<Dialog | null>(null);
  readonly #operations: Operations;

  constructor(operations: Operations) {
    this.#operations = operations;
  }

  show(dialog: Dialog): void {
    this.open.value = dialog;
  }

  close(): void {
    this.open.value = null;
  }

  /** Asks first where it cannot be taken back. */
  order(order: Order): void {
    if (order.processes.length === 0) return;
    if (needsConfirmation(order.kind, order.processes.length)) this.show({ kind: 'confirm', order });
    else this.#operations.run(order);
  }
}
