/** Which handler serves which path. Source of the order: Supervisor http.py, make_http_servers(). */
import type { HttpHandler } from '../http/message.ts';
import { createRouter, type Router } from '../http/router.ts';
import type { RpcApi } from '../rpc/api.ts';
import { followMainLog, followProcessLog } from '../rpc/logtail.ts';
import type { RpcWorld } from '../rpc/world.ts';
import { XmlRpcEndpoint } from '../rpc/xmlrpc/endpoint.ts';
import type { CallerOf } from './callers.ts';

export function createRoutes(world: RpcWorld, api: RpcApi, callerOf: CallerOf): Router {
  const xmlRpc = new XmlRpcEndpoint(api, world.log);
  const prefix = (path: string, handlers: { readonly GET?: HttpHandler; readonly POST?: HttpHandler }) =>
    ({ match: 'prefix', path, handlers, otherMethods: 'bad-request' }) as const;
  return createRouter([
    prefix('/RPC2', {
      POST: (request) =>
        xmlRpc.respond({ body: request.body, signal: request.signal, caller: () => callerOf(request) }),
    }),
    prefix('/logtail', { GET: (request) => followProcessLog(world, request) }),
    prefix('/mainlogtail', { GET: (request) => followMainLog(world, request) }),
  ]);
}
