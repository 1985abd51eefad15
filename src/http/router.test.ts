import { expect, test } from 'vitest';
import { errorResponse, type HttpHandler, type HttpRequest, type HttpResponse } from './message.ts';
import { createRouter, type Route } from './router.ts';

function named(status: number): HttpHandler {
  return () => errorResponse(status);
}

const ROUTES: readonly Route[] = [
  { match: 'prefix', path: '/RPC2', handlers: { POST: named(201) }, otherMethods: 'bad-request' },
  { match: 'exact', path: '/', handlers: { GET: named(202) }, otherMethods: 'next-route' },
  {
    match: 'prefix',
    path: '/',
    handlers: { GET: named(203), HEAD: named(204) },
    otherMethods: 'bad-request',
  },
];

test.each([
  ['POST', '/RPC2', 201],
  ['POST', '/RPC2/more?x', 201],
  ['POST', '/RPC23', 201],
  ['GET', '/RPC2', 400],
  ['GET', '/', 202],
  ['GET', '/?a=b', 202],
  ['HEAD', '/', 204],
  ['GET', '/images/a.png', 203],
  ['DELETE', '/images/a.png', 400],
  ['GET', '*', 404],
])('%s %s is answered by the handler for %i', async (method, target, status) => {
  const handler = createRouter(ROUTES)(method, target);
  const response: HttpResponse = await handler({} as HttpRequest);
  expect(response.status).toBe(status);
});
