/** A daemon as the listener commands see it, which writes down what it is told to do. */
import {
  type ProcessInfo,
  type Refusal,
  RUNNING,
  type SupervisorApi,
} from '../../src/companions/listeners/supervisor-api.ts';
import type { ListenerEvent } from '../../src/listener/listener.ts';

/** A process that runs for a hundred seconds; `group:name` or a name. */
export function aProcess(namespec: string, changes: Partial<ProcessInfo> = {}): ProcessInfo {
  const [first = '', second] = namespec.split(':');
  return {
    group: first,
    name: second ?? first,
    state: RUNNING,
    pid: 7,
    start: 1000,
    now: 1100,
    ...changes,
  };
}

export class FakeSupervisorApi implements SupervisorApi {
  readonly orders: string[] = [];
  /** Reasons by order, such as `stop web`. */
  readonly refusals = new Map<string, string>();
  readonly #processes: readonly ProcessInfo[];

  constructor(...processes: readonly ProcessInfo[]) {
    this.#processes = processes;
  }

  processes(): Promise<readonly ProcessInfo[]> {
    return Promise.resolve(this.#processes);
  }

  stop(namespec: string): Promise<Refusal> {
    return this.#order(`stop ${namespec}`);
  }

  start(namespec: string): Promise<Refusal> {
    return this.#order(`start ${namespec}`);
  }

  #order(order: string): Promise<Refusal> {
    this.orders.push(order);
    return Promise.resolve(this.refusals.get(order) ?? null);
  }
}

export function anEvent(name: string, fields: Readonly<Record<string, string>> = {}): ListenerEvent {
  const payload = Object.entries(fields)
    .map((pair) => pair.join(':'))
    .join(' ');
  return { name, serial: 4, pool: 'ear', poolSerial: 4, server: 'web-1', payload, fields, data: null };
}
