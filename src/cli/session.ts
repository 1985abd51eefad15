/** What actions share while the program runs: the server, the output, and the exit status so far. */
import type { Action } from './action.ts';
import type { Client, Credentials } from './client.ts';
import { EXIT_STATUS, type ExitStatus } from './exit-status.ts';
import type { Answer, Prompter } from './prompter.ts';
import type { Output } from './render.ts';
import type { ProcessInfo } from './rpc-results.ts';
import type { RunSurroundings } from './run-surroundings.ts';

export type ClientFactory = (serverUrl: string, credentials: Credentials) => Client;

export interface SessionOptions {
  /** The name under which the client was called, without directories. */
  readonly program: string;
  readonly serverUrl: string;
  readonly credentials: Credentials;
  readonly output: Output;
  /** Whether actions may ask: in the shell, and with `-i`. */
  readonly isInteractive: boolean;
  /** Absent: there are none. */
  readonly plugins?: SessionPlugins;
  /** What `run` and `rm` need of this side. Absent: they cannot be used. */
  readonly runSurroundings?: RunSurroundings;
  readonly connect: ClientFactory;
  readonly openPrompter: () => Promise<Prompter>;
  /** Lines that say why the server is out of reach, and what to do. */
  readonly diagnose: (problem: ConnectionProblem) => Promise<readonly string[]>;
}

export interface SessionPlugins {
  readonly actions: readonly Action[];
  /** A line for each plug-in that cannot be used here. */
  readonly leftOut: readonly string[];
}

export interface ConnectionProblem {
  readonly serverUrl: string;
  readonly credentials: Credentials;
  readonly error: unknown;
}

export class Session {
  readonly program: string;
  readonly output: Output;
  readonly isInteractive: boolean;
  readonly plugins: SessionPlugins;
  readonly runSurroundings: RunSurroundings | null;
  readonly #connect: ClientFactory;
  readonly #openPrompter: () => Promise<Prompter>;
  readonly #diagnose: SessionOptions['diagnose'];
  #serverUrl: string;
  #credentials: Credentials;
  #client: Client | undefined;
  #prompter: Promise<Prompter> | undefined;
  #exitStatus: ExitStatus = EXIT_STATUS.success;
  #hasLeft = false;
  readonly #unknownNames = new Set<string>();

  constructor(options: SessionOptions) {
    this.program = options.program;
    this.output = options.output;
    this.isInteractive = options.isInteractive;
    this.plugins = options.plugins ?? { actions: [], leftOut: [] };
    this.runSurroundings = options.runSurroundings ?? null;
    this.#connect = options.connect;
    this.#openPrompter = options.openPrompter;
    this.#diagnose = options.diagnose;
    this.#serverUrl = options.serverUrl;
    this.#credentials = options.credentials;
  }

  get serverUrl(): string {
    return this.#serverUrl;
  }

  get credentials(): Credentials {
    return this.#credentials;
  }

  /** One connection for the calls of one action; {@link disconnect} ends it. */
  get client(): Client {
    this.#client ??= this.#connect(this.#serverUrl, this.#credentials);
    return this.#client;
  }

  /** A connection of the caller's own, who closes it. */
  newClient(): Client {
    return this.#connect(this.#serverUrl, this.#credentials);
  }

  get exitStatus(): ExitStatus {
    return this.#exitStatus;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Later failures overwrite earlier ones; success never overwrites. */
  fail(status: ExitStatus): void {
    this.#exitStatus = status;
  }

  /** Notes a name that the daemon does not know, for {@link takeUnknownNames}. */
  unknownName(name: string): void {
    this.#unknownNames.add(name);
  }

  /** Each once, and not again. */
  takeUnknownNames(): readonly string[] {
    const names = [...this.#unknownNames];
    this.#unknownNames.clear();
    return names;
  }

  /** Runs `action` without letting it change the exit status. Source: Supervisor's `open`. */
  async keepingExitStatus(action: () => Promise<void>): Promise<void> {
    const before = this.#exitStatus;
    await action();
    this.#exitStatus = before;
  }

  connectTo(serverUrl: string): void {
    this.#serverUrl = serverUrl;
    this.disconnect();
  }

  authenticate(credentials: Credentials): void {
    this.#credentials = credentials;
    this.disconnect();
  }

  disconnect(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** The shell ends after this line. */
  leave(): void {
    this.#hasLeft = true;
  }

  async prompter(): Promise<Prompter> {
    this.#prompter ??= this.#openPrompter();
    return await this.#prompter;
  }

  async ask(question: string): Promise<Answer> {
    return await (await this.prompter()).ask(question);
  }

  /** For completions and progress: over a connection of its own. Empty where the daemon refuses; rejects where none answers. */
  async listProcesses(): Promise<readonly ProcessInfo[]> {
    const client = this.#connect(this.#serverUrl, this.#credentials);
    try {
      const reply = await client.call('supervisor.getAllProcessInfo');
      return reply.kind === 'result' ? reply.value : [];
    } finally {
      client.close();
    }
  }

  /** Says on stderr what lies behind a connection that failed; nothing for other errors. */
  async explain(error: unknown): Promise<void> {
    const problem = { serverUrl: this.#serverUrl, credentials: this.#credentials, error };
    for (const line of await this.#diagnose(problem)) this.output.complaint(line);
  }

  async close(): Promise<void> {
    this.disconnect();
    (await this.#prompter)?.close();
  }
}
