/**
 * A scenario: a folder with a `supervisord.conf`, the files that it needs, and a `scenario.ts` that says what happens.
 * It runs once under supervisord and once under vigild; everything that it notes is then compared, and so are the
 * activity log, the daemon's output, its exit status, and the files that are left.
 */
import { inspect } from 'node:util';
import { Daemon } from '../support/daemon.ts';
import {
  type DaemonKind,
  type DaemonOptions,
  daemonCommand,
  runDaemonCommand,
} from '../support/daemon-command.ts';
import { waitUntil } from '../support/wait-until.ts';
import { XmlRpcFault, type XmlRpcValue } from '../support/xmlrpc-client.ts';

export interface Scenario {
  /** Some scenarios need several users. */
  readonly needsRoot?: boolean;
  /** Log lines whose order matters across processes; otherwise only the order within each process does. */
  readonly orderedLines?: RegExp;
  /** Log lines that are left out, because Supervisor itself does not write them equally often each time. */
  readonly ignoredLines?: RegExp;
  /** Lines on the daemon's stdout that come from programs. */
  readonly programLines?: RegExp;
  /** Default: start, wait until every process came to rest, stop. */
  readonly steps?: (run: ScenarioRun) => Promise<void>;
}

export type StartOptions = Omit<DaemonOptions, 'kind' | 'directory'>;

const SETTLED = ['RUNNING', 'EXITED', 'FATAL'];

/** One run of a scenario, under one of the two daemons. */
export class ScenarioRun {
  readonly kind: DaemonKind;
  readonly directory: string;
  /** A port that is free on this side. Configurations read it as `%(ENV_PORT)s`. */
  readonly port: number;
  readonly notes = new Map<string, string>();
  readonly #daemons: Daemon[] = [];

  constructor(facts: { kind: DaemonKind; directory: string; port: number }) {
    this.kind = facts.kind;
    this.directory = facts.directory;
    this.port = facts.port;
  }

  /** Every daemon that the scenario started. */
  get daemons(): readonly Daemon[] {
    return this.#daemons;
  }

  get command(): string {
    return daemonCommand(this.kind);
  }

  /** Starts the daemon and waits until it serves. */
  async start(options: StartOptions = {}): Promise<Daemon> {
    const daemon = new Daemon({ ...options, ...this.#place(options) });
    this.#daemons.push(daemon);
    await daemon.start();
    return daemon;
  }

  /** Runs the daemon's command to its end and notes its exit status and output. */
  async invoke(title: string, ...commandArguments: string[]): Promise<void> {
    await this.invokeWith(title, { arguments: commandArguments });
  }

  async invokeWith(title: string, options: StartOptions): Promise<void> {
    const result = await runDaemonCommand({ ...options, ...this.#place(options) });
    this.note(`${title}: exit`, `${result.code} ${result.signal}`);
    this.note(`${title}: stdout`, result.stdout);
    this.note(`${title}: stderr`, result.stderr);
    this.note(`${title}: left behind`, result.leftovers.length);
  }

  #place(options: StartOptions): Pick<DaemonOptions, 'kind' | 'directory' | 'environment'> {
    const environment = { CHILDREN: `${this.directory}/children`, PORT: String(this.port) };
    return {
      kind: this.kind,
      directory: this.directory,
      environment: { ...environment, ...options.environment },
    };
  }

  /** Notes something that the two sides have to agree on. */
  note(what: string, value: XmlRpcValue): void {
    this.notes.set(what, typeof value === 'string' ? value : inspect(value, { depth: 9, breakLength: 100 }));
  }

  /** Calls a method and notes its result or its fault. */
  async noteCall(daemon: Daemon, method: string, ...parameters: XmlRpcValue[]): Promise<void> {
    const call = `${method}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`;
    try {
      this.note(`result of ${call}`, await daemon.call(method, ...parameters));
    } catch (error) {
      if (!(error instanceof XmlRpcFault)) throw error;
      this.note(`result of ${call}`, `fault ${error.code}: ${error.message}`);
    }
  }

  /** Notes name and state of all processes. */
  async noteStates(what: string, daemon: Daemon): Promise<void> {
    const states = await processStates(daemon);
    this.note(what, [...states].map(([name, state]) => `${name} ${state}`).join('\n'));
  }
}

/** State names by `group:name`, in the order in which the daemon lists them. */
export async function processStates(daemon: Daemon): Promise<Map<string, string>> {
  const infos = (await daemon.call('supervisor.getAllProcessInfo')) as {
    group: string;
    name: string;
    statename: string;
  }[];
  return new Map(infos.map((info) => [`${info.group}:${info.name}`, info.statename]));
}

/** Waits until no process is on its way to another state. */
export async function untilSettled(daemon: Daemon): Promise<void> {
  await waitUntil(`rest under ${daemon.kind}`, () => processStates(daemon), {
    accept: (states) => [...states.values()].every((state) => SETTLED.includes(state)),
  });
}

export async function untilState(daemon: Daemon, process: string, state: string): Promise<void> {
  await waitUntil(`${process} to be ${state} under ${daemon.kind}`, () => processStates(daemon), {
    accept: (states) => states.get(process) === state,
  });
}
