/** Orders that were given: carried out by vigild, followed here until each process has done its part. */
import { batch, signal } from '@preact/signals';
import { type Call, type CallResult, callAll, UnreachableError } from '../client/json-rpc.ts';
import { type OperationKind, type Outcome, outcomeOf, undoOf } from '../model/operation.ts';
import { namespec, type ProcessInfo, shownName } from '../wire.ts';
import type { Processes, World } from './world.ts';

export interface Target {
  readonly key: string;
  readonly shown: string;
  /** Null while it is under way. */
  readonly outcome: Outcome | null;
}

export interface Operation {
  readonly id: number;
  readonly kind: OperationKind;
  readonly targets: readonly Target[];
  /** What takes it back; null when nothing does, or while it is under way. */
  readonly undo: 'start' | 'stop' | null;
  readonly isFinished: boolean;
}

export interface Order {
  readonly kind: OperationKind;
  readonly processes: readonly ProcessInfo[];
  /** For signals: the name without SIG. */
  readonly signalName?: string;
}

/** Requests that are under way at once: browsers open six connections, and one is the stream of events. */
const PARALLEL_REQUESTS = 3;
/** Calls in one request; vigild takes no more than a hundred. */
const LARGEST_BATCH = 40;
/** How long the notice of a success stays, in milliseconds. */
const NOTICE = 8000;

export class Operations {
  /** The newest last. */
  readonly list = signal<readonly Operation[]>([]);
  readonly #world: World;
  #lastId = 0;

  constructor(world: World) {
    this.#world = world;
  }

  run(order: Order): void {
    if (order.processes.length === 0) return;
    this.#lastId += 1;
    const id = this.#lastId;
    const targets = order.processes.map((info) => ({
      key: namespec(info),
      shown: shownName(info),
      outcome: null,
    }));
    this.list.value = [...this.list.value, { id, kind: order.kind, targets, undo: null, isFinished: false }];
    void this.#carryOut(id, order);
  }

  /** Takes the newest operation back that can be. */
  undo(id?: number): void {
    const operation = this.list.value.findLast((each) =>
      id === undefined ? each.undo !== null : each.id === id,
    );
    if (operation === undefined || operation.undo === null) return;
    const processes = operation.targets.flatMap(({ key, outcome }) =>
      outcome?.kind === 'done' ? (this.#world.processes.value.get(key) ?? []) : [],
    );
    this.dismiss(operation.id);
    this.run({ kind: operation.undo, processes });
  }

  dismiss(id: number): void {
    this.list.value = this.list.value.filter((operation) => operation.id !== id);
  }

  async #carryOut(id: number, order: Order): Promise<void> {
    const before = this.#world.processes.value;
    const answered = new Set<string>();
    const stopWatching = this.#world.watch((now) => this.#look(id, { order, answered, before, now }));
    const waiting = [...chunks(order.processes, LARGEST_BATCH)];
    const work = async () => {
      for (let processes = waiting.shift(); processes !== undefined; processes = waiting.shift()) {
        const results = await send(order, processes);
        batch(() => {
          for (const [index, info] of processes.entries()) {
            const key = namespec(info);
            answered.add(key);
            const outcome = outcomeOfAnswer(order.kind, results[index]);
            if (outcome !== null) this.#settle(id, key, outcome);
          }
          this.#look(id, { order, answered, before, now: this.#world.processes.value });
        });
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
    await this.#untilFinished(id);
    stopWatching();
    this.#finish(id);
  }

  /** A state that vigild told of since the order was given says how it went. */
  #look(
    id: number,
    {
      order: { kind, processes },
      answered,
      before,
      now,
    }: {
      readonly order: Order;
      readonly answered: ReadonlySet<string>;
      readonly before: Processes;
      readonly now: Processes;
    },
  ): void {
    if (kind === 'signal' || kind === 'clear') return;
    const hasBegun = (key: string, info: ProcessInfo) => {
      const old = before.get(key);
      // A new process is what a restart makes, also when the answer about many of them is not there yet.
      const isNew = kind === 'restart' && info.pid !== 0 && info.pid !== old?.pid;
      return isNew || (answered.has(key) && info !== old);
    };
    for (const process of processes) {
      const key = namespec(process);
      const info = now.get(key);
      if (info === undefined) this.#settle(id, key, { kind: 'failed', message: 'it was removed' });
      else if (hasBegun(key, info)) {
        const outcome = outcomeOf(kind, info);
        if (outcome !== null) this.#settle(id, key, outcome);
      }
    }
  }

  #settle(id: number, key: string, outcome: Outcome): void {
    this.#change(id, (operation) => ({
      ...operation,
      targets: operation.targets.map((target) =>
        target.key === key && target.outcome === null ? { ...target, outcome } : target,
      ),
    }));
  }

  /** Also when its notice was dismissed. */
  #untilFinished(id: number): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = this.list.subscribe((operations) => {
        const operation = operations.find((each) => each.id === id);
        if (operation?.targets.some(({ outcome }) => outcome === null)) return;
        resolve();
        queueMicrotask(() => unsubscribe());
      });
    });
  }

  #finish(id: number): void {
    this.#change(id, (operation) => {
      const isAnyDone = operation.targets.some(({ outcome }) => outcome?.kind === 'done');
      return { ...operation, isFinished: true, undo: isAnyDone ? undoOf(operation.kind) : null };
    });
    const operation = this.list.value.find((each) => each.id === id);
    // What failed stays until it was read.
    if (operation?.targets.some(({ outcome }) => outcome?.kind === 'failed')) return;
    setTimeout(() => this.dismiss(id), NOTICE);
  }

  #change(id: number, change: (operation: Operation) => Operation): void {
    this.list.value = this.list.value.map((operation) =>
      operation.id === id ? change(operation) : operation,
    );
  }
}

async function send(order: Order, processes: readonly ProcessInfo[]): Promise<readonly CallResult[]> {
  try {
    return await callAll(processes.map((info) => callFor(order, namespec(info))));
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return processes.map(() => ({ kind: 'error', error: Object.assign(error, { code: 0 }) }));
  }
}

function callFor({ kind, signalName = '' }: Order, name: string): Call {
  switch (kind) {
    case 'start':
      return { method: 'supervisor.startProcess', params: [name, false] };
    case 'stop':
      return { method: 'supervisor.stopProcess', params: [name, false] };
    case 'restart':
      return {
        method: 'system.multicall',
        params: [
          [
            { methodName: 'supervisor.stopProcess', params: [name, true] },
            { methodName: 'supervisor.startProcess', params: [name, false] },
          ],
        ],
      };
    case 'signal':
      return { method: 'supervisor.signalProcess', params: [name, signalName] };
    case 'clear':
      return { method: 'supervisor.clearProcessLogs', params: [name] };
  }
}

/** Null when the answer only says that it began. */
function outcomeOfAnswer(kind: OperationKind, result: CallResult | undefined): Outcome | null {
  if (result === undefined) return { kind: 'failed', message: 'no answer' };
  if (result.kind === 'error') return { kind: 'failed', message: result.error.message };
  if (kind === 'restart') {
    // That it could not be stopped, since it did not run, is no failure of a restart.
    const [, started] = result.value as readonly unknown[];
    return isFault(started) ? { kind: 'failed', message: started.faultString } : null;
  }
  return kind === 'signal' || kind === 'clear' ? { kind: 'done' } : null;
}

function isFault(value: unknown): value is { readonly faultString: string } {
  return typeof value === 'object' && value !== null && 'faultString' in value;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
