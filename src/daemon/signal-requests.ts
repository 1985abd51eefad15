/** What the daemon's own signals do, with Supervisor's lines. Source: Supervisor supervisord.py, handle_signal(). */
import { assertNever } from '../core/assert-never.ts';
import type { DaemonSignal, SignalRequest } from './daemon-signals.ts';
import type { LifeParts } from './life-parts.ts';

type Obeying = Pick<LifeParts, 'log' | 'history' | 'supervisor' | 'control'>;

export function obeySignal(request: SignalRequest, signal: DaemonSignal, parts: Obeying): void {
  const { log, history, supervisor } = parts;
  switch (request) {
    case 'shutdown':
      history.signalled(signal);
      log.log('warn', `received ${signal} indicating exit request`);
      supervisor.requestShutdown();
      return;
    case 'restart':
      history.signalled(signal);
      restart(signal, parts);
      return;
    case 'reopen-logs':
      log.log('info', `received ${signal} indicating log reopen request`);
      log.reopen();
      supervisor.reopenLogs();
      return;
    case 'child-exited':
      log.log('debug', `received ${signal} indicating a child quit`);
      return;
    default:
      assertNever(request);
  }
}

/** Supervisor would stop everything first, and then end when the configuration is bad. */
function restart(signal: DaemonSignal, { log, supervisor, control }: Obeying): void {
  if (supervisor.state === 'SHUTDOWN') {
    log.log('warn', `ignored ${signal} indicating restart request (shutdown in progress)`);
    return;
  }
  log.log('warn', `received ${signal} indicating restart request`);
  for (const error of control.restart()) {
    log.log('error', `not restarted, all programs are left alone: ${error}`);
  }
}
