/** Which handler serves which path. Source of the order: Supervisor http.py, make_http_servers(). */
import { VERSION } from '../../core/version.ts';
import type { HttpHandler, HttpResponse } from '../../http/message.ts';
import { createRouter, type Route, type Router } from '../../http/router.ts';
import type { RpcApi } from '../../rpc/api.ts';
import { JsonRpcEndpoint } from '../../rpc/jsonrpc/endpoint.ts';
import { openRpcDocument } from '../../rpc/jsonrpc/openrpc.ts';
import { followMainLog, followProcessLog } from '../../rpc/logtail.ts';
import type { RpcWorld } from '../../rpc/world.ts';
import { XmlRpcEndpoint } from '../../rpc/xmlrpc/endpoint.ts';
import type { ReplySpace } from '../../rpc/xmlrpc/reply-space.ts';
import { EventFeed } from '../../web/event-feed.ts';
import { serveEvents } from '../../web/events-endpoint.ts';
import { answerHealth, answerReadiness } from '../../web/health.ts';
import { mainLogFile, processLogFile } from '../../web/log-file-endpoint.ts';
import { serveMetrics } from '../../web/metrics-endpoint.ts';
import { StartCounts } from '../../web/start-counts.ts';
import type { CallerOf } from './callers.ts';
import { pageRoutes } from './page-routes.ts';

export interface RouteParts {
  readonly callerOf: CallerOf;
  readonly replySpace: ReplySpace;
}

export function createRoutes(world: RpcWorld, api: RpcApi, { callerOf, replySpace }: RouteParts): Router {
  // Counts before the feed tells.
  const starts = new StartCounts(world.supervisor);
  const feed = new EventFeed(world, VERSION, starts);
  const xmlRpc = new XmlRpcEndpoint(api, world.log, replySpace);
  const prefix = (path: string, handlers: { readonly GET?: HttpHandler; readonly POST?: HttpHandler }) =>
    ({ match: 'prefix', path, handlers, otherMethods: 'bad-request' }) as const;
  return createRouter([
    prefix('/RPC2', {
      POST: (request) =>
        xmlRpc.respond({
          body: request.body,
          signal: request.signal,
          isReadOnly: request.isReadOnly,
          caller: () => callerOf(request),
        }),
    }),
    prefix('/logtail', { GET: (request) => followProcessLog(world, request) }),
    prefix('/mainlogtail', { GET: (request) => followMainLog(world, request) }),
    ...machineRoutes({ world, api, callerOf, starts, feed }),
    ...pageRoutes({ api, callerOf, feed }),
  ]);
}

interface MachineParts {
  readonly world: RpcWorld;
  readonly api: RpcApi;
  readonly callerOf: CallerOf;
  readonly starts: StartCounts;
  readonly feed: EventFeed;
}

/** What Supervisor does not have, for programs and for the page. */
function machineRoutes({ world, api, callerOf, starts, feed }: MachineParts): readonly Route[] {
  const jsonRpc = new JsonRpcEndpoint(api, world.log);
  const sources = {
    world,
    starts,
    version: VERSION,
    eventReaders: () => feed.readerCount,
  };
  const exact = (path: string, handlers: Route['handlers']): Route => ({
    match: 'exact',
    path,
    handlers,
    otherMethods: 'bad-request',
  });
  const logFile: HttpHandler = (request) => processLogFile(world, request);
  const mainLog: HttpHandler = (request) => mainLogFile(world, request);
  return [
    exact('/rpc', {
      POST: (request) =>
        jsonRpc.respond({
          headers: request.headers,
          body: request.body,
          signal: request.signal,
          isReadOnly: request.isReadOnly,
          caller: () => callerOf(request),
        }),
    }),
    exact('/openrpc.json', { GET: () => json(openRpcDocument(api)) }),
    exact('/events', { GET: (request) => serveEvents(feed, request) }),
    {
      match: 'prefix',
      path: '/logfile/',
      handlers: { GET: logFile, HEAD: logFile },
      otherMethods: 'bad-request',
    },
    exact('/mainlogfile', { GET: mainLog, HEAD: mainLog }),
    exact('/metrics', { GET: () => serveMetrics(sources) }),
    exact('/healthz', { GET: answerHealth, HEAD: answerHealth }),
    exact('/readyz', {
      GET: () => answerReadiness(world.supervisor),
      HEAD: () => answerReadiness(world.supervisor),
    }),
  ];
}

function json(value: object): HttpResponse {
  const headers = { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' };
  return { kind: 'whole', status: 200, headers, body: JSON.stringify(value) };
}
