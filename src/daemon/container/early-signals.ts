/**
 * Requests to end that come while the daemon still starts. The kernel drops signals that pid 1 has no handler for, so
 * without this a container that is stopped at once would be waited for in vain. Source: pid_namespaces(7).
 */
import type { DaemonSignal } from '../daemon-signals.ts';

const STOPPING = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const satisfies readonly DaemonSignal[];

export interface EarlySignals {
  /** Those that came; from now on they are somebody else's. */
  release(): readonly DaemonSignal[];
}

/** Anywhere but as pid 1 an early signal ends the process, as it should. */
export function holdEarlySignals(pid: number): EarlySignals {
  if (pid !== 1) return { release: () => [] };
  const came: DaemonSignal[] = [];
  const listeners = STOPPING.map((signal) => ({ signal, listener: () => void came.push(signal) }));
  for (const { signal, listener } of listeners) process.on(signal, listener);
  return {
    release: () => {
      for (const { signal, listener } of listeners) process.off(signal, listener);
      return came;
    },
  };
}
