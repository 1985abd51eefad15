/**
 * Signals that come while the daemon still starts. The kernel drops those that pid 1 has no handler for, so without this a
 * container that is stopped at once would be waited for in vain; and a build that takes another's place would be ended by
 * them, and leave the programs alone. Source: pid_namespaces(7).
 */
import type { DaemonSignal } from '../daemon-signals.ts';

const HELD = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR2'] as const satisfies readonly DaemonSignal[];

export interface EarlySignals {
  /** Those that came; from now on they are somebody else's. */
  release(): readonly DaemonSignal[];
}

/** For a start that an early signal ends, as it should. */
export const NO_EARLY_SIGNALS: EarlySignals = { release: () => [] };

export function holdEarlySignals(): EarlySignals {
  const came: DaemonSignal[] = [];
  const listeners = HELD.map((signal) => ({ signal, listener: () => void came.push(signal) }));
  for (const { signal, listener } of listeners) process.on(signal, listener);
  return {
    release: () => {
      for (const { signal, listener } of listeners) process.off(signal, listener);
      return came;
    },
  };
}
