/** Finds the handler of a request. Routes are tried in order; the first that takes the request wins. */
import { errorResponse, type HttpHandler } from './message.ts';

export interface Route {
  /** Compared with the request target as sent: its beginning, or all of it up to the query. */
  readonly match: 'prefix' | 'exact';
  readonly path: string;
  readonly handlers: Readonly<Partial<Record<'GET' | 'HEAD' | 'POST', HttpHandler>>>;
  /** What becomes of a method without a handler: an answer of 400, or a try of the routes below. */
  readonly otherMethods: 'bad-request' | 'next-route';
}

export type Router = (method: string, target: string) => HttpHandler;

/** What no route takes is answered with 404. */
export function createRouter(routes: readonly Route[]): Router {
  return (method, target) => {
    for (const route of routes) {
      if (!takes(route, target)) continue;
      const handler = isKnown(method) ? route.handlers[method] : undefined;
      if (handler !== undefined) return handler;
      if (route.otherMethods === 'bad-request') return badRequest;
    }
    return notFound;
  };
}

function takes({ match, path }: Route, target: string): boolean {
  if (match === 'prefix') return target.startsWith(path);
  const end = target.search(/[?#]/);
  return path === (end === -1 ? target : target.slice(0, end));
}

function isKnown(method: string): method is 'GET' | 'HEAD' | 'POST' {
  return method === 'GET' || method === 'HEAD' || method === 'POST';
}

const badRequest: HttpHandler = () => errorResponse(400);
const notFound: HttpHandler = () => errorResponse(404);
