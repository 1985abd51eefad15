/** `shutdown_timeout`: what has not stopped when the time is over is killed, so that the end comes in time. */
import { later, type Seconds, toMilliseconds } from '../../core/units.ts';
import type { ActivityLog, Clock, Timer } from '../../supervisor/ports.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';

export interface ShutdownBoundParts {
  readonly supervisor: Supervisor;
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly timeout: Seconds;
}

/** Answers the function that forgets the bound. */
export function boundShutdown({ supervisor, clock, log, timeout }: ShutdownBoundParts): () => void {
  let timer: Timer | null = null;
  supervisor.onWorldChange((change) => {
    if (change.kind !== 'ending') return;
    timer = clock.schedule(later(clock.now(), toMilliseconds(timeout)), () =>
      killTheRest(supervisor, log, timeout),
    );
  });
  return () => timer?.cancel();
}

/** Later waves too: their turn would come too late. */
function killTheRest(supervisor: Supervisor, log: ActivityLog, timeout: Seconds): void {
  const left = supervisor.groups().flatMap((group) => group.unstopped());
  if (left.length === 0) return;
  const names = left.map(({ name }) => name).join(', ');
  log.log('warn', `not stopped within ${timeout} seconds (shutdown_timeout), killing ${names}`);
  for (const process of left) process.kill();
}
