/** The daemon's own signals, as requests. Source: Supervisor supervisord.py, handle_signal(). */

/** What each signal asks for. SIGCHLD belongs to the reaper; it is only mentioned in the log here. */
const REQUESTS = {
  SIGTERM: 'shutdown',
  SIGINT: 'shutdown',
  SIGQUIT: 'shutdown',
  SIGHUP: 'restart',
  SIGUSR2: 'reopen-logs',
  SIGCHLD: 'child-exited',
} as const;

export type SignalRequest = (typeof REQUESTS)[keyof typeof REQUESTS];
export type DaemonSignal = keyof typeof REQUESTS;
export type SignalHandler = (request: SignalRequest, signal: DaemonSignal) => void;

/**
 * One for the process, over restarts of the daemon within it. Node gives a signal without a listener back to the kernel,
 * which then ends the process: so from the first life on there is always one, and what comes between two lives waits.
 */
export class DaemonSignals {
  #handle: SignalHandler | null = null;
  #isListening = false;
  readonly #waiting: DaemonSignal[] = [];

  /**
   * Signals wait from now on for the first life. Called early only where an early signal may not simply end the process:
   * pid 1 does not even get those that it has no handler for, so a container that is stopped at once would be waited for in
   * vain; and a build that takes another's place would leave the programs alone. Source: pid_namespaces(7).
   */
  listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    for (const signal of Object.keys(REQUESTS) as DaemonSignal[])
      process.on(signal, () => this.#came(signal));
  }

  /** A life of the daemon begins to serve: every signal is for it from now on, those first that have waited. */
  handleBy(handle: SignalHandler): void {
    this.#handle = handle;
    this.listen();
    for (const signal of this.#waiting.splice(0)) handle(REQUESTS[signal], signal);
  }

  /** The life is over: what comes now is for the next. */
  keep(): void {
    this.#handle = null;
  }

  #came(signal: DaemonSignal): void {
    if (this.#handle !== null) this.#handle(REQUESTS[signal], signal);
    // That one is only mentioned: the exit itself is the reaper's.
    else if (signal !== 'SIGCHLD') this.#waiting.push(signal);
  }
}
