/** The page: its files as they were built, and the addresses that Supervisor's page has. */
import { promises } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Caller } from '../../core/caller.ts';
import { compressed } from '../../http/compressed.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, textResponse } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import { serveFile } from '../../http/static-files.ts';
import type { RpcApi } from '../../rpc/api.ts';
import { pathOf } from '../../rpc/request-target.ts';
import type { EventFeed } from '../../web/event-feed.ts';
import { firstPicture } from '../../web/first-picture.ts';
import { pageDocument, styleSource } from '../../web/page-document.ts';
import type { CallMethod } from '../../web/status-actions.ts';
import { answerAction, answerTail } from '../../web/status-page.ts';
import type { CallerOf } from './callers.ts';

/**
 * Nothing but what vigild itself serves, no script in the markup, no style in it but what is named, and no other page
 * around this one.
 */
const policy = (styles: string) =>
  `default-src 'none'; script-src 'self'; style-src ${styles}; connect-src 'self'; img-src 'self' data:; ` +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SECURITY = {
  'Content-Security-Policy': policy("'self'"),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
} as const;

const ASSETS = '/assets/';

export interface PageParts {
  readonly api: RpcApi;
  readonly callerOf: CallerOf;
  readonly feed: EventFeed;
}

export function pageRoutes({ api, callerOf, feed }: PageParts): readonly Route[] {
  const call = (request: HttpRequest) => callOf(api, request, callerOf);
  const status: HttpHandler = async (request) => {
    const answer = await answerAction(request, { call: call(request), now: new Date() });
    return answer ?? answerPage(request, { api, feed });
  };
  const tail: HttpHandler = (request) => answerTail(request, call(request), SECURITY);
  const asset: HttpHandler = (request) =>
    serveFile(request, {
      folder: `${builtPage()}assets`,
      name: pathOf(request.target).slice(ASSETS.length),
      isHashed: true,
      headers: SECURITY,
    });
  const exact = (path: string, handlers: Route['handlers']): Route => ({
    match: 'exact',
    path,
    handlers,
    otherMethods: 'next-route',
  });
  return [
    exact('/', { GET: status, HEAD: status, POST: status }),
    exact('/index.html', { GET: status, HEAD: status, POST: status }),
    exact('/tail.html', { GET: tail, HEAD: tail, POST: tail }),
    exact('/ok.html', { GET: () => textResponse(200, 'OK') }),
    { match: 'prefix', path: ASSETS, handlers: { GET: asset, HEAD: asset }, otherMethods: 'next-route' },
  ];
}

/** With the state in it, so that a browser shows it as soon as it has the page. */
async function answerPage(
  request: HttpRequest,
  { api, feed }: Pick<PageParts, 'api' | 'feed'>,
): Promise<HttpResponse> {
  const template = await promises.readFile(`${builtPage()}index.html`, 'utf8');
  const { isReadOnly } = request;
  const now = feed.now();
  const body = pageDocument(template, {
    picture: firstPicture(now.snapshot, { isReadOnly }),
    state: { ...now, methods: api.methodNames(), isReadOnly },
  });
  return compressed(request, {
    kind: 'whole',
    status: 200,
    headers: {
      ...SECURITY,
      'Content-Security-Policy': policy(`'self' ${styleSource(template)}`),
      'Content-Type': 'text/html;charset=utf-8',
      'Cache-Control': 'no-cache',
    },
    body,
  });
}

/**
 * What was asked for is carried out to its end, also when nobody waits for the answer any more; who asked is therefore
 * remembered from the first call on.
 */
function callOf(api: RpcApi, request: HttpRequest, callerOf: CallerOf): CallMethod {
  const { signal } = new AbortController();
  const { isReadOnly } = request;
  let known: Caller | null = null;
  const caller = () => {
    known ??= callerOf(request);
    return known;
  };
  return (method, params) => api.call(method, params, { signal, isReadOnly, caller });
}

/** Beside the file that this is built into. */
function builtPage(): string {
  return fileURLToPath(new URL('./web/', import.meta.url));
}
