import type { ExitStatus } from '../../src/core/exit-status.ts';
import { type Pid, pid, type SignalNumber } from '../../src/core/units.ts';
import type {
  OutputCount,
  ProcessRuntime,
  SignalOutcome,
  SpawnFailureKind,
  SpawnOutcome,
  StdinOutcome,
} from '../../src/supervisor/ports.ts';

/** Hands out pids and keeps who waits for which exit, like the kernel and the reaper together. */
export class FakeKernel {
  #nextPid = 100;
  readonly #watched = new Map<Pid, (status: ExitStatus) => void>();
  readonly signals: { readonly pid: Pid; readonly signal: SignalNumber; readonly toGroup: boolean }[] = [];

  newPid(): Pid {
    return pid(this.#nextPid++);
  }

  readonly watch = (child: Pid, exited: (status: ExitStatus) => void): void => {
    this.#watched.set(child, exited);
  };

  livePids(): readonly Pid[] {
    return [...this.#watched.keys()];
  }

  exit(child: Pid, status: ExitStatus): void {
    const exited = this.#watched.get(child);
    if (exited === undefined) throw new Error(`no child ${child}`);
    this.#watched.delete(child);
    exited(status);
  }
}

const NOTHING_COUNTED: OutputCount = { bytes: 0, lostBytes: 0 };

/** A process of the fake kernel, whose command, standard input and logs a test can make fail. */
export class FakeRuntime implements ProcessRuntime {
  stdoutLogfile: string | null = null;
  stderrLogfile: string | null = null;
  readonly #kernel: FakeKernel;
  commandProblem: { readonly failure: SpawnFailureKind; readonly message: string } | null = null;
  /** What the next spawns answer; a success with a new pid once it is empty. */
  readonly outcomes: SpawnOutcome[] = [];
  signalOutcome: SignalOutcome = { kind: 'delivered' };
  stdin = '';
  stdinOutcome: StdinOutcome = 'written';
  clearError: Error | null = null;
  isClosed = false;

  constructor(kernel: FakeKernel) {
    this.#kernel = kernel;
  }

  /** Once. */
  failNextSpawn(message: string, failure: SpawnFailureKind = 'spawn-error'): void {
    this.outcomes.push({ kind: 'spawn-failed', failure, message, step: 'look-up', errno: null });
  }

  checkCommand(): { readonly failure: SpawnFailureKind; readonly message: string } | null {
    return this.commandProblem;
  }

  spawn(): SpawnOutcome {
    return this.outcomes.shift() ?? { kind: 'spawned', pid: this.#kernel.newPid() };
  }

  adopt(): void {}

  signal(child: Pid, signal: SignalNumber, toGroup: boolean): SignalOutcome {
    this.#kernel.signals.push({ pid: child, signal, toGroup });
    return this.signalOutcome;
  }

  mainChanged(): void {}

  exited(): void {}

  writeStdin(data: Uint8Array): StdinOutcome {
    if (this.stdinOutcome === 'written') this.stdin += Buffer.from(data).toString();
    return this.stdinOutcome;
  }

  lastRunOutput(): { readonly stdout: null; readonly stderr: null } {
    return { stdout: null, stderr: null };
  }

  lastBytes(): { readonly stdout: null; readonly stderr: null } {
    return { stdout: null, stderr: null };
  }

  outputCounts(): { readonly stdout: OutputCount; readonly stderr: OutputCount } {
    return { stdout: NOTHING_COUNTED, stderr: NOTHING_COUNTED };
  }

  reopenLogs(): void {}

  clearLogs(): void {
    if (this.clearError !== null) throw this.clearError;
  }

  close(): void {
    this.isClosed = true;
  }
}
