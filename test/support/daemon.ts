/**
 * A supervisord or a vigild that runs for a test: started in a directory of its own, watched through its activity
 * log and its XML-RPC interface, and gone afterwards with everything that it started, whatever happened.
 *
 * The configuration is expected to put its files beside itself: `supervisord.log`, `supervisord.pid` and
 * `supervisor.sock` in `%(here)s`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandOf, type DaemonKind, type DaemonOptions, environmentOf } from './daemon-command.ts';
import { describeFile } from './describe-file.ts';
import { killAllWithMark, killIfThere, newMark, processesWithMark } from './instance-mark.ts';
import { isAlive, openDescriptors, type ProcessStatus, readTextIfAny } from './proc-files.ts';
import { runToExit } from './run-to-exit.ts';
import { waitUntil } from './wait-until.ts';
import { callXmlRpc, type XmlRpcValue } from './xmlrpc-client.ts';

export interface DaemonExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Starts a daemon, waits until it serves, runs `use`, and ends whatever is left then. */
export async function withDaemon<T>(options: DaemonOptions, use: (daemon: Daemon) => Promise<T>): Promise<T> {
  const daemon = new Daemon(options);
  try {
    await daemon.start();
    return await use(daemon);
  } finally {
    await daemon.destroy();
  }
}

export class Daemon {
  readonly kind: DaemonKind;
  readonly directory: string;
  readonly #options: DaemonOptions;
  readonly #mark = newMark();
  #child: ChildProcess | null = null;
  #pid = 0;
  #exit: DaemonExit | null = null;
  #startOutput = '';
  /** Length of the log at the last start. */
  #logBefore = 0;
  /** Where a vigild keeps its lock and its pipes: outside of the test's own directory. */
  #runDirectory: string | null = null;

  constructor(options: DaemonOptions) {
    this.kind = options.kind;
    this.directory = options.directory;
    this.#options = options;
  }

  get pid(): number {
    return this.#pid;
  }

  /** Everything in the environment that differs from run to run. */
  get mark(): string {
    return this.#mark;
  }

  /** Null while it runs, and for ever when it was daemonized: its exit status is not ours to see. */
  get exit(): DaemonExit | null {
    return this.#exit;
  }

  /** What a daemonized start wrote to its stdout. */
  get startOutput(): string {
    return this.#startOutput;
  }

  get socketPath(): string {
    return this.#ownFile('supervisor.sock');
  }

  /** Also once more, after the daemon has ended: with what then stands in its configuration file. */
  async start(): Promise<void> {
    if (this.#options.text !== undefined && this.#pid === 0) {
      this.writeFile('supervisord.conf', this.#options.text);
    }
    this.#exit = null;
    this.#logBefore = this.log().length;
    if (this.#options.mode === 'daemonized') await this.#startDaemonized();
    else await this.#startInForeground();
  }

  async #startInForeground(): Promise<void> {
    const { command, commandArguments } = commandOf(
      this.#withArguments(...(this.#options.mode === 'as-configured' ? [] : ['--nodaemon'])),
    );
    // Files and not pipes: what an operator's terminal or service unit would be, and `/dev/stdout` can be opened.
    const stdout = openSync(join(this.directory, 'daemon.stdout'), 'a');
    const stderr = openSync(join(this.directory, 'daemon.stderr'), 'a');
    const child = spawn(command, commandArguments, {
      cwd: this.directory,
      env: environmentOf(this.#options, this.#mark),
      stdio: ['ignore', stdout, stderr],
      detached: true,
    });
    closeSync(stdout);
    closeSync(stderr);
    this.#child = child;
    child.once('exit', (code, signal) => {
      this.#exit = { code, signal };
    });
    child.once('error', () => {
      this.#exit = { code: null, signal: 'not started' };
    });
    this.#pid = child.pid ?? 0;
    await this.#untilServing();
  }

  async #startDaemonized(): Promise<void> {
    const { command, commandArguments } = commandOf(this.#withArguments());
    const plain = [command, ...commandArguments];
    const [first = command, ...rest] = this.#options.launch?.(plain) ?? plain;
    const environment = environmentOf(this.#options, this.#mark);
    const run = await runToExit(first, rest, { directory: this.directory, environment });
    if (run.code !== 0) throw new Error(`${this.kind} did not start: status ${run.code}\n${run.stderr}`);
    this.#startOutput = run.stdout;
    const pidFile = this.#ownFile('supervisord.pid');
    this.#pid = await waitUntil('the pid file', () => Number(readTextIfAny(pidFile)));
    await this.#untilServing();
  }

  #withArguments(...first: string[]): DaemonOptions {
    const configuration = this.#options.configuration ?? join(this.directory, 'supervisord.conf');
    return {
      ...this.#options,
      arguments: [...first, '-c', configuration, ...(this.#options.arguments ?? [])],
    };
  }

  async #untilServing(): Promise<void> {
    const ready = this.#options.isReady ?? /supervisord started with pid/;
    const started = () => ready.test(this.log().slice(this.#logBefore));
    await waitUntil(`the start of ${this.kind}`, () => started() || !this.isRunning());
    if (!started()) {
      throw new Error(`${this.kind} ended at start: ${JSON.stringify(this.exit)}\n${this.output()}`);
    }
    const written = Number(readTextIfAny(this.#ownFile('supervisord.pid')));
    // A prefix such as a shell may have stayed as the daemon's parent.
    if (written > 0 && isAlive(written)) this.#pid = written;
    const lock = [...openDescriptors(this.#pid).values()].find((target) => /\/vigil.*\/lock$/.test(target));
    if (lock !== undefined) this.#runDirectory = dirname(lock);
  }

  #ownFile(name: string): string {
    return join(this.directory, this.#options.files ?? '', name);
  }

  isRunning(): boolean {
    return this.#child === null ? isAlive(this.#pid) : this.#exit === null;
  }

  /** The activity log as it is now. */
  log(): string {
    return readTextIfAny(this.#ownFile('supervisord.log'));
  }

  /** What a daemon in the foreground wrote to its stdout and stderr. */
  output(): string {
    const [stdout, stderr] = [this.readFile('daemon.stdout'), this.readFile('daemon.stderr')];
    return `stdout:\n${stdout}\nstderr:\n${stderr}`;
  }

  /** A file in the daemon's directory; the empty string while there is none. */
  readFile(name: string): string {
    return readTextIfAny(join(this.directory, name));
  }

  /** Waits until the activity log matches, at least `times` times. */
  async untilLog(pattern: RegExp, times = 1): Promise<void> {
    const everywhere = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`);
    await waitUntil(`${times} x ${pattern} in the log of ${this.kind}`, () => this.log(), {
      accept: (log) => (log.match(everywhere) ?? []).length >= times,
    });
  }

  /** Waits until `success:` was logged for each of the processes. */
  async untilRunning(...processes: string[]): Promise<void> {
    for (const name of processes) await this.untilLog(new RegExp(`success: ${name} entered RUNNING`));
  }

  async untilFile(name: string, accept: (text: string) => boolean = (text) => text !== ''): Promise<string> {
    return waitUntil(`${name} of ${this.kind}`, () => this.readFile(name), { accept });
  }

  writeFile(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  removeFile(name: string): void {
    rmSync(join(this.directory, name));
  }

  /** Mode and owner of files in the daemon's directory, one a line. */
  describe(...names: string[]): string {
    return names.map((name) => `${name}: ${describeFile(join(this.directory, name))}`).join('\n');
  }

  /** Waits until the condition holds; the log is shown when it never does. */
  async until(what: string, condition: () => boolean): Promise<void> {
    await waitUntil(`${what} (${this.kind})`, () => (condition() ? 'so' : this.log()), {
      accept: (seen) => seen === 'so',
    });
  }

  call(method: string, ...parameters: XmlRpcValue[]): Promise<XmlRpcValue> {
    return callXmlRpc(this.socketPath, method, parameters);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.#pid, signal);
  }

  /** Waits for the end of the daemon. */
  async untilExit(within = 30_000): Promise<DaemonExit | null> {
    const log = () => this.log();
    await waitUntil(`the exit of ${this.kind}`, () => (this.isRunning() ? log() : 'gone'), {
      accept: (seen) => seen === 'gone',
      within,
    });
    return this.#exit;
  }

  /** An orderly shutdown. */
  async stop(within = 30_000): Promise<DaemonExit | null> {
    this.signal('SIGTERM');
    return this.untilExit(within);
  }

  /** What was logged since the last start. */
  logSinceStart(): string {
    return this.log().slice(this.#logBefore);
  }

  /** Kills the daemon without a chance to say anything; its programs live on. */
  async crash(): Promise<void> {
    this.signal('SIGKILL');
    await this.untilExit();
  }

  /** Processes of this instance that exist now: the daemon, its programs, and what these started. */
  family(): ProcessStatus[] {
    return processesWithMark(this.#mark);
  }

  /** What the daemon started and that still lives. */
  leftovers(): ProcessStatus[] {
    return this.family().filter((status) => status.pid !== this.#pid);
  }

  /** Kills whatever is left, the daemon first so that it starts nothing anew. */
  async destroy(): Promise<void> {
    if (this.#pid > 0 && this.isRunning()) killIfThere(this.#pid);
    await killAllWithMark(this.#mark);
    if (this.#runDirectory !== null) rmSync(this.#runDirectory, { recursive: true, force: true });
    await waitUntil(`the end of ${this.kind}`, () => this.#pid === 0 || !this.isRunning());
  }
}
