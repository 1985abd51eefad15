/**
 * Keeps pages of other origins from using a reader's browser against this server. Two rules, since browsers cannot be
 * made to lie about them: what a browser sends (it carries Origin, Sec-Fetch-Site, Referer or the User-Agent of one)
 * must come from a page of this very server, and the name in Host must be one of ours, against DNS names of an attacker
 * that lead here. Programs send none of those headers and are let through as ever.
 *
 * Source: Fetch standard, "Origin header"; W3C Fetch Metadata; OWASP CSRF prevention.
 */
import { isIP } from 'node:net';

export interface GuardedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The right password was given: no page of another name can do that. */
  readonly isAuthenticated: boolean;
}

export interface GuardPolicy {
  /**
   * Names under which this server is reached, in lower case, beside addresses and names without a dot; with a port, where
   * pages of that port, a proxy's, are ours as well.
   */
  readonly hosts: ReadonlySet<string>;
  /** False where no DNS name can lead: on a unix socket. */
  readonly checksHost: boolean;
  /** Whether a GET of this target does something, so that it needs proof of its origin from every browser. */
  isAction(target: string): boolean;
  /** Whether a page of another origin may link to this target. */
  isLinkable(target: string): boolean;
}

/** Null: let it through. Otherwise why not, in a sentence. */
export function refusalOf(request: GuardedRequest, policy: GuardPolicy): string | null {
  return refusalOfHost(request, policy) ?? refusalOfOrigin(request, policy);
}

function refusalOfHost(request: GuardedRequest, { hosts, checksHost }: GuardPolicy): string | null {
  if (!checksHost) return null;
  const host = hostName(header(request, 'host'));
  // Only HTTP/1.0 has requests without one, and no browser speaks that.
  if (host === null || isOwnHost(host, hosts)) return null;
  // A browser sends a password only to the name that it was given for.
  if (request.isAuthenticated) return null;
  // A browser tells the origin of each POST, so one without it is a program's.
  if (request.method === 'POST' && !isFromBrowser(request)) return null;
  return 'The name in the Host header is none of this server; allowed_hosts can add it.';
}

/** No public DNS name is without a dot, and an address is no name, so neither can be an attacker's. */
function isOwnHost(host: string, hosts: ReadonlySet<string>): boolean {
  return isIP(host) !== 0 || !host.includes('.') || host.endsWith('.localhost') || hosts.has(host);
}

function refusalOfOrigin(request: GuardedRequest, policy: GuardPolicy): string | null {
  if (!isFromBrowser(request)) return null;
  const site = header(request, 'sec-fetch-site');
  // By the browser's address bar, where the password was given; a proxy may have changed the Host.
  if (site === 'same-origin' && request.isAuthenticated) return null;
  const origin = header(request, 'origin');
  if (origin !== null) return isOwnOrigin(origin, request, policy) ? null : OTHER_ORIGIN;
  if (site === 'same-origin') return null;
  if (site === 'none') return policy.isAction(request.target) ? NO_PROOF : null;
  if (site !== null) return isPlainVisit(request, policy) ? null : OTHER_ORIGIN;
  const referer = header(request, 'referer');
  if (referer !== null && isOwnOrigin(referer, request, policy)) return null;
  const isHarmless = request.method !== 'POST' && !policy.isAction(request.target);
  if (referer !== null) return isHarmless && policy.isLinkable(request.target) ? null : OTHER_ORIGIN;
  // An old browser, or one that reaches us without TLS: an answer cannot be read across origins, an action would count.
  return isHarmless || isOfNoForm(request) ? null : NO_PROOF;
}

/** What forms can send, and so also pages in browsers too old to tell the origin of a form. */
const FORM_TYPES: readonly string[] = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
];

/** A POST that a page can make only by a script, of which every browser tells the origin. */
function isOfNoForm(request: GuardedRequest): boolean {
  const type = header(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return request.method === 'POST' && type !== undefined && type !== '' && !FORM_TYPES.includes(type);
}

const OTHER_ORIGIN = 'A page of another origin may not use this server.';
const NO_PROOF = 'A browser may do this only from a page of this server.';

/** Somebody followed a link here. */
function isPlainVisit(request: GuardedRequest, { isLinkable }: GuardPolicy): boolean {
  return (
    request.method === 'GET' &&
    header(request, 'sec-fetch-mode') === 'navigate' &&
    header(request, 'sec-fetch-dest') === 'document' &&
    isLinkable(request.target)
  );
}

/** Every browser names its platform in parentheses; programs that call themselves `Mozilla/5.0` do not. */
const BROWSER = /^Mozilla\/\d+\.\d+ \(/;

/** Pages cannot take the mark of the browser off the requests that they make elsewhere. */
function isFromBrowser(request: Pick<GuardedRequest, 'headers'>): boolean {
  return (
    header(request, 'origin') !== null ||
    header(request, 'sec-fetch-site') !== null ||
    header(request, 'referer') !== null ||
    BROWSER.test(header(request, 'user-agent') ?? '')
  );
}

/** Whether a URL is of the host that the request went to, or of one of ours: a proxy may have changed the Host. */
function isOwnOrigin(text: string, request: GuardedRequest, { hosts }: GuardPolicy): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  if (url.host === canonicalHost(header(request, 'host'), url.protocol)) return true;
  return hosts.has(url.host);
}

/** As it stands in a URL: without the port that is the protocol's own. */
function canonicalHost(host: string | null, protocol: string): string | null {
  const text = `${protocol}//${host}`;
  return host !== null && URL.canParse(text) ? new URL(text).host : null;
}

/** Without port and brackets, in lower case. Null where there is no Host; a malformed one is nobody's: `.`. */
function hostName(host: string | null): string | null {
  if (host === null || host === '') return null;
  const text = `http://${host}`;
  if (!URL.canParse(text)) return '.';
  return new URL(text).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function header({ headers }: Pick<GuardedRequest, 'headers'>, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
