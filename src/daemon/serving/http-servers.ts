/** Opens the HTTP servers of the configuration, with Supervisor's sentences for what can go wrong. */
import { isOpen } from '../../config/http-server.ts';
import type { HttpServerConfig } from '../../config/model.ts';
import { traceOf } from '../../core/thrown.ts';
import { accessLine } from '../../http/access-log.ts';
import { createAuthenticator } from '../../http/basic-auth.ts';
import type { ServerDescriptors } from '../../http/handover.ts';
import { ListenError } from '../../http/listen-error.ts';
import { createLoginThrottle } from '../../http/login-throttle.ts';
import type { Router } from '../../http/router.ts';
import { type HttpServer, openHttpServer, type ServerAddress } from '../../http/server.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import { browserPolicy, isHealthCheck } from './browser-policy.ts';
import type { DescriptorWatch } from './descriptor-watch.ts';
import { listenFailure } from './listen-failure.ts';

export interface HttpServersRequest {
  readonly servers: readonly HttpServerConfig[];
  readonly router: Router;
  readonly serverName: string;
  readonly log: ActivityLog;
  readonly descriptors: DescriptorWatch;
  /** Names of the RPC namespaces, for the log. */
  readonly rpcInterfaces: readonly string[];
  /** From a predecessor in this very process, by {@link serverKey}. */
  readonly inherited?: ReadonlyMap<string, ServerDescriptors>;
  /** Gets lines for stderr. */
  report(line: string): void;
  /** Gets the length of each answer. */
  replied(bytes: number): void;
}

/** A client that reads its answer slowly delays the end of the daemon by no more than this, in milliseconds. */
const CLOSING_TIME = 1000;

/** Opens all of them or none. Throws {@link StartupError}. */
export async function openHttpServers(request: HttpServersRequest): Promise<readonly HttpServer[]> {
  const open: HttpServer[] = [];
  try {
    for (const server of request.servers) {
      open.push(await openServer(server, request));
    }
  } catch (error) {
    await closeHttpServers(open);
    throw error;
  }
  for (const server of request.servers) announce(server, request);
  return open;
}

/** Answers under way are still sent; connections that only wait are cut. */
export async function closeHttpServers(servers: readonly HttpServer[]): Promise<void> {
  const signal = AbortSignal.timeout(CLOSING_TIME);
  await Promise.all(servers.map((server) => server.close({ signal })));
}

async function openServer(server: HttpServerConfig, request: HttpServersRequest): Promise<HttpServer> {
  const { log, report, replied, router, serverName, descriptors } = request;
  const inherited = request.inherited?.get(serverKey(server));
  try {
    return await openHttpServer({
      address: addressOf(server),
      ...(inherited === undefined ? {} : { inherited }),
      router,
      serverName,
      authenticator: await createAuthenticator(server.credentials, server.readOnlyCredentials),
      throttle: createLoginThrottle(),
      guard: browserPolicy(server),
      isPublic: (method, target) => server.publicHealth && isHealthCheck(method, target),
      report,
      areFewLeft: (descriptor) => descriptors.areFewLeft(descriptor),
      onAccess: (access) => {
        replied(access.bytes);
        if (log.isEnabled('trace')) log.log('trace', accessLine(access, new Date()));
      },
      onError: (error, summary) =>
        log.log('error', `${summary?.client ?? ''}:Server Error: ${traceOf(error)}`),
    });
  } catch (error) {
    if (error instanceof ListenError) throw listenFailure(error, server);
    throw error;
  }
}

function announce(server: HttpServerConfig, { log, rpcInterfaces }: HttpServersRequest): void {
  for (const name of rpcInterfaces) log.log('info', `RPC interface '${name}' initialized`);
  if (isOpen(server)) {
    log.log('critical', `Server '${server.section}' running without any HTTP authentication checking`);
  }
}

/** Names a server by where it listens. */
export function serverKey(server: HttpServerConfig): string {
  return server.kind === 'inet' ? `${server.host}:${server.port}` : server.file;
}

function addressOf(server: HttpServerConfig): ServerAddress {
  if (server.kind === 'inet') return { kind: 'inet', host: server.host, port: server.port };
  return { kind: 'unix', path: server.file, mode: server.chmod, owner: server.chown };
}
