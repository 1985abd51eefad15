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

/** Calls `handle` for every signal from now on; answers the function that ends it. */
export function onDaemonSignals(handle: (request: SignalRequest, signal: DaemonSignal) => void): () => void {
  const installed = (Object.keys(REQUESTS) as DaemonSignal[]).map((signal) => {
    const listener = () => handle(REQUESTS[signal], signal);
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of installed) remove();
  };
}
