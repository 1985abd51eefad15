import type { ExitStatus } from '../core/exit-status.ts';
import type { MainProcessChange, StateChange } from '../core/process-effect.ts';
import type { Pid } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ActivityLog, Clock } from './ports.ts';

/** What a managed process needs from the supervisor that owns it. */
export interface ProcessSurroundings {
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** Whether processes may start by themselves now. */
  startsAllowed(): boolean;
  /** The child exists from now on; its exit is to be given to {@link ManagedProcess.childExited}. */
  onSpawned(process: ManagedProcess, pid: Pid): void;
  /** A process that was not spawned is the main one: its exit is to be given to {@link ManagedProcess.childExited}. */
  onFollowed(process: ManagedProcess, pid: Pid): void;
  /** The main process was reaped, and none took its place; the state is still the one in which it ended. */
  onExited(process: ManagedProcess, status: ExitStatus): void;
  onStateChange(process: ManagedProcess, change: StateChange): void;
  onMainChange(process: ManagedProcess, change: MainProcessChange): void;
  /**
   * The process has a new state, or another configuration. `pending`: a spawn or a signal that belongs to the state is
   * still to come, in this very turn. What came before it was logged and announced.
   */
  onState(process: ManagedProcess, progress: 'pending' | 'done'): void;
}
