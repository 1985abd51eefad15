/** What browsers may ask a server of ours, and what is answered without a password. */
import { hostname } from 'node:os';
import type { HttpServerConfig } from '../../config/model.ts';
import type { GuardPolicy } from '../../http/browser-guard.ts';
import { pathOf } from '../../rpc/request-target.ts';
import { isActionTarget } from '../../web/status-page.ts';

export function browserPolicy(server: HttpServerConfig): GuardPolicy {
  const own = server.kind === 'inet' && server.host !== '' ? [server.host] : [];
  const names = [...own, hostname(), ...server.allowedHosts];
  return {
    hosts: new Set(names.map((name) => name.toLowerCase())),
    checksHost: server.kind === 'inet',
    isAction: isActionTarget,
    isLinkable,
  };
}

/** Pages that people may link to: they show something and do nothing. */
function isLinkable(target: string): boolean {
  return (pathOf(target) === '/' || pathOf(target) === '/index.html') && !isActionTarget(target);
}

/** What load balancers and Kubernetes ask. */
export function isHealthCheck(method: string, target: string): boolean {
  return (method === 'GET' || method === 'HEAD') && ['/healthz', '/readyz'].includes(pathOf(target));
}
