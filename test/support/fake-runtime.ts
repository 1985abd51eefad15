import type { ExitStatus } from '../../src/core/exit-status.ts';
import { type Pid, pid, type SignalNumber } from '../../src/core/units.ts';
import type {
  ProcessRuntime,
  SignalOutcome,
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

export class FakeRuntime implements ProcessRuntime {
  readonly stdoutLogfile: string | null = null;
  readonly stderrLogfile: string | null = null;
  readonly #kernel: FakeKernel;
  /** What the next spawns answer; a success with a new pid once it is empty. */
  readonly outcomes: SpawnOutcome[] = [];
  signalOutcome: SignalOutcome = { kind: 'delivered' };
  isClosed = false;

  constructor(kernel: FakeKernel) {
    this.#kernel = kernel;
  }

  checkCommand(): null {
    return null;
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

  writeStdin(): StdinOutcome {
    return 'written';
  }

  reopenLogs(): void {}

  clearLogs(): void {}

  close(): void {
    this.isClosed = true;
  }
}
