/** Orders that were given: carried out by vigild, followed here until each process has done its part. */
import { batch, signal } from '@preact/signals';
import { type Call, call, RpcError, UnreachableError } from '../client/json-rpc.ts';
import { type OperationKind, type Outcome, outcomeOf, undoOf } from '../model/operation.ts';
import { selectionNames } from '../model/selection-names.ts';
import { namespec, type ProcessInfo, type ProcessStatus, SUCCESS, shownName } from '../wire.ts';
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
    let hasAnswered = false;
    const look = (now: Processes) =>
      this.#settle(
        id,
        outcomesSeen(order, (key, info) => hasBegun(order.kind, info, before.get(key), hasAnswered), now),
      );
    const stopWatching = this.#world.watch(look);
    const outcomes = await send(order, selectionNames(order.processes, before.values()));
    hasAnswered = true;
    batch(() => {
      this.#settle(id, outcomes);
      look(this.#world.processes.value);
    });
    await this.#untilFinished(id);
    stopWatching();
    this.#finish(id);
  }

  #settle(id: number, outcomes: ReadonlyMap<string, Outcome>): void {
    if (outcomes.size === 0) return;
    this.#change(id, (operation) => ({
      ...operation,
      targets: operation.targets.map((target) => {
        const outcome = target.outcome ?? outcomes.get(target.key) ?? null;
        return outcome === target.outcome ? target : { ...target, outcome };
      }),
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

/** Whether what is known of the process is younger than the order. */
function hasBegun(
  kind: OperationKind,
  info: ProcessInfo,
  old: ProcessInfo | undefined,
  hasAnswered: boolean,
): boolean {
  // A new process is what a restart makes, also while others are still stopping.
  const isNew = kind === 'restart' && info.pid !== 0 && info.pid !== old?.pid;
  return isNew || (hasAnswered && info !== old);
}

/** What states that vigild told of since the order was given say about it. */
function outcomesSeen(
  { kind, processes }: Order,
  isYounger: (key: string, info: ProcessInfo) => boolean,
  now: Processes,
): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  if (kind === 'signal' || kind === 'clear') return outcomes;
  for (const process of processes) {
    const key = namespec(process);
    const info = now.get(key);
    if (info === undefined) outcomes.set(key, REMOVED);
    else if (isYounger(key, info)) {
      const outcome = outcomeOf(kind, info);
      if (outcome !== null) outcomes.set(key, outcome);
    }
  }
  return outcomes;
}

/** vigild carries it out to its end, also when this page is closed. Answers what is settled by that. */
async function send(order: Order, names: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
  const { method, params } = callFor(order, names);
  try {
    const statuses = (await call(method, params)) as readonly ProcessStatus[];
    return outcomesOfAnswer(order, statuses);
  } catch (error) {
    if (!(error instanceof UnreachableError) && !(error instanceof RpcError)) throw error;
    const failed: Outcome = { kind: 'failed', message: error.message };
    return new Map(order.processes.map((info) => [namespec(info), failed]));
  }
}

function callFor({ kind, signalName = '' }: Order, names: readonly string[]): Call {
  switch (kind) {
    case 'start':
      return { method: 'vigil.startProcesses', params: [names, false] };
    case 'stop':
      return { method: 'vigil.stopProcesses', params: [names, false] };
    case 'restart':
      return { method: 'vigil.restartProcesses', params: [names, false] };
    case 'signal':
      return { method: 'vigil.signalProcesses', params: [names, signalName] };
    case 'clear':
      return { method: 'vigil.clearProcessLogs', params: [names] };
  }
}

/** That a process was begun with settles nothing: its state will. */
function outcomesOfAnswer(
  { kind, processes }: Order,
  statuses: readonly ProcessStatus[],
): ReadonlyMap<string, Outcome> {
  const answered = new Map(statuses.map((status) => [namespec(status), status]));
  const isAllThereIs = kind === 'signal' || kind === 'clear';
  return new Map(
    processes.flatMap((info): readonly (readonly [string, Outcome])[] => {
      const key = namespec(info);
      const status = answered.get(key);
      if (status === undefined) return [[key, REMOVED]];
      if (status.status !== SUCCESS) return [[key, { kind: 'failed', message: status.description }]];
      return isAllThereIs ? [[key, { kind: 'done' }]] : [];
    }),
  );
}

const REMOVED: Outcome = { kind: 'failed', message: 'it was removed' };
