/** What browsers may ask a server of ours, and what is answered without a password. */
import { hostname } from 'node:os';
import type { HttpServerConfig } from '../../config/model.ts';
import type { GuardPolicy } from '../../http/browser-guard.ts';
import { pathOf } from '../../rpc/request-target.ts';
import { isActionTarget } from '../../web/status-page.ts';

export function browserPolicy(server: HttpServerConfig): GuardPolicy {
  const own = server.kind === 'inet' && server.host !== '' ? [server.host] : [];
  const names = [...own, hostname(), ...server.allowedHosts, ...server.allowedHosts.map(withoutPort)];
  return {
    hosts: new Set(names.map((name) => name.toLowerCase())),
    checksHost: server.kind === 'inet',
    isAction: isActionTarget,
    isLinkable,
  };
}

/** A proxy may tell us its name in Host with or without its port. */
function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** What people link to from other pages, dashboards for instance: it shows something and does nothing. */
function isLinkable(target: string): boolean {
  const path = pathOf(target);
  const isShown = ['/', '/index.html', '/tail.html', '/mainlogtail'].includes(path);
  return (isShown || path.startsWith('/logtail/')) && !isActionTarget(target);
}

/** What load balancers and Kubernetes ask. */
export function isHealthCheck(method: string, target: string): boolean {
  return (method === 'GET' || method === 'HEAD') && ['/healthz', '/readyz'].includes(pathOf(target));
}
