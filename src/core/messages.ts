/**
 * The sentences of the activity log about processes, word for word as Supervisor writes them, since operators and
 * scripts search for them. Source: Supervisor process.py, supervisord.py.
 */
import { describeExit, type ExitStatus } from './exit-status.ts';
import { signalName } from './signals.ts';
import type { Pid, SignalNumber } from './units.ts';

export const EXITED_TOO_QUICKLY = 'Exited too quickly (process log may have details)';

export const messages = {
  spawned: (name: string, pid: Pid) => `spawned: '${name}' with pid ${pid}`,
  spawnError: (text: string) => `spawnerr: ${text}`,
  success: (name: string, startsecs: number) =>
    `success: ${name} entered RUNNING state, process has stayed up for > than ${startsecs} seconds (startsecs)`,
  exited: (name: string, status: ExitStatus, isExpected: boolean) =>
    `exited: ${name} (${describeExit(status)}; ${isExpected ? 'expected' : 'not expected'})`,
  stopped: (name: string, status: ExitStatus) => `stopped: ${name} (${describeExit(status)})`,
  gaveUp: (name: string) => `gave up: ${name} entered FATAL state, too many start retries too quickly`,
  killing: (name: string, pid: Pid, signal: SignalNumber, toGroup: boolean) =>
    `killing ${name} (pid ${pid}) ${toGroup ? 'process group ' : ''}with signal ${signalName(signal)}`,
  escalating: (name: string, pid: Pid) => `killing '${name}' (${pid}) with SIGKILL`,
  stopDuringBackoff: (name: string) => `Attempted to kill ${name}, which is in BACKOFF state.`,
  alreadyRunning: (name: string) => `process '${name}' already running`,
  killFailed: (name: string, pid: Pid, errno: string) => `unknown problem killing ${name} (${pid}):${errno}`,
  vanishedBeforeSignal: (name: string, pid: Pid) =>
    `unable to signal ${name} (pid ${pid}), it probably just exited on its own: [Errno 3] No such process`,
  signalFailed: (name: string, pid: Pid, errno: string) =>
    `unknown problem sending sig ${name} (${pid}):${errno}`,
  vanishedBeforeSending: (name: string, pid: Pid) =>
    `unable to signal ${name} (pid ${pid}), it probably just now exited on its own: [Errno 3] No such process`,
  sendingSignal: (name: string, pid: Pid, signal: SignalNumber) =>
    `sending ${name} (pid ${pid}) sig ${signalName(signal)}`,
  restartHeldBack: (name: string, milliseconds: number) =>
    `${name} keeps exiting within a second of its start (startsecs=0); next start in ${milliseconds} ms`,
  daemonized: (name: string, pid: Pid, advice: string | null) =>
    `${name} went into the background by itself, and is followed: its main process is now ${pid}` +
    (advice === null ? '' : `; to keep it in the foreground, ${advice}`),
  handedOver: (name: string, from: Pid, to: Pid) =>
    `${name} handed over to a successor: its main process was ${from} and is now ${to}`,
  leftBehind: (name: string, list: string) => `${name} left processes behind, which are let alone: ${list}`,
  clearing: (name: string, list: string) =>
    `${name} left processes behind, which are ended before it is started again: ${list}`,
  sweeping: (name: string, list: string) => `ending the rest of ${name}: ${list}`,
  waitingToStop: (name: string) => `waiting for ${name} to stop`,
  waitingToDie: (names: readonly string[]) => `waiting for ${names.join(', ')} to die`,
  reapedUnknown: (pid: Pid, status: ExitStatus) => `reaped unknown pid ${pid} (${describeExit(status)})`,
} as const;
