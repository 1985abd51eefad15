/** What load balancers and Kubernetes ask: whether the daemon serves, and whether what is critical runs. */
import { joinNamespec } from '../core/namespec.ts';
import { publicStateName } from '../core/process-state.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { WebResponse } from './message.ts';

/** That it answers is the answer. */
export function answerHealth(): WebResponse {
  return text(200, 'ok\n');
}

/** Ready is a daemon that does not shut down and whose programs with `critical=true` are all RUNNING. */
export function answerReadiness(supervisor: Supervisor): WebResponse {
  if (supervisor.state !== 'RUNNING') return text(503, 'not ready: the daemon is shutting down\n');
  const missing = supervisor.groups().flatMap((group) =>
    group
      .processes()
      .filter(({ config, state }) => config.critical && state.name !== 'RUNNING')
      .map(({ name, state }) => `${joinNamespec(group.name, name)} is ${publicStateName(state)}`),
  );
  return missing.length === 0 ? text(200, 'ready\n') : text(503, `not ready: ${missing.join(', ')}\n`);
}

function text(status: number, body: string): WebResponse {
  const headers = {
    'Content-Type': 'text/plain;charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
  return { kind: 'whole', status, headers, body };
}
