import { describe, expect, test } from 'vitest';
import { type GuardedRequest, type GuardPolicy, refusalOf } from './browser-guard.ts';

const POLICY: GuardPolicy = {
  hosts: new Set(['vigil.example.com', 'vigil.example.com:8443']),
  checksHost: true,
  isAction: (target) => target.includes('action='),
  isLinkable: (target) => target === '/',
};

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
const OWN = 'http://127.0.0.1:9001';

type Headers = Record<string, string>;

function isRefused(
  request: Partial<Omit<GuardedRequest, 'headers'>> & { readonly headers?: Headers },
  policy = POLICY,
): boolean {
  const { headers = {}, ...rest } = request;
  const whole = { method: 'GET', target: '/', isAuthenticated: false, ...rest };
  return refusalOf({ ...whole, headers: { host: '127.0.0.1:9001', ...headers } }, policy) !== null;
}

describe('programs', () => {
  test.each<[string, Headers]>([
    ['without any header of a browser', {}],
    ['Python’s', { 'user-agent': 'Python-xmlrpc/3.13' }],
    ['one that borrows the name of browsers', { 'user-agent': 'Mozilla/5.0' }],
  ])('%s may do everything', (_case, headers) => {
    expect(isRefused({ method: 'POST', target: '/RPC2', headers })).toBe(false);
    expect(isRefused({ target: '/index.html?action=stopall', headers })).toBe(false);
  });

  test('may call methods under any name of the server', () => {
    const headers = { host: 'supervisor.internal:9001' };
    expect(isRefused({ method: 'POST', target: '/RPC2', headers })).toBe(false);
    expect(isRefused({ target: '/logtail/web', headers, isAuthenticated: true })).toBe(false);
  });
});

describe('the name in Host', () => {
  test.each([
    '127.0.0.1:9001',
    '[::1]:9001',
    'localhost:9001',
    'app.localhost',
    'vigil.example.com',
    'VIGIL.example.com:80',
    'vigil.example.com.',
    'worker-3:9001',
  ])('%s is ours', (host) => {
    expect(isRefused({ headers: { host } })).toBe(false);
  });

  test.each(['evil.example', 'evil.example:9001', '127.0.0.1.evil.example', 'a b', 'x@evil.example'])(
    '%s is not',
    (host) => {
      expect(isRefused({ headers: { host } })).toBe(true);
      expect(isRefused({ headers: { host, origin: `http://${host}` }, method: 'POST' })).toBe(true);
      expect(isRefused({ headers: { host, ...FIREFOX } })).toBe(true);
    },
  );

  test('does not matter with the right password, which no browser sends to another name', () => {
    const headers = { host: 'supervisor.example:9001', 'sec-fetch-site': 'same-origin', ...FIREFOX };
    expect(isRefused({ headers, isAuthenticated: true })).toBe(false);
    const action = { headers, target: '/?action=stop', isAuthenticated: true };
    expect(isRefused(action)).toBe(false);
    expect(isRefused({ ...action, headers: { ...headers, 'sec-fetch-site': 'cross-site' } })).toBe(true);
  });

  test('may be a proxy’s own with the right password, where the browser tells of a single origin', () => {
    const told = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'same-origin', ...FIREFOX };
    const call = { method: 'POST', target: '/rpc', headers: told };
    expect(isRefused({ ...call, isAuthenticated: true })).toBe(false);
    expect(isRefused(call)).toBe(true);
    const foreign = { ...told, 'sec-fetch-site': 'same-site' };
    expect(isRefused({ ...call, headers: foreign, isAuthenticated: true })).toBe(true);
  });

  test('does not matter on a unix socket', () => {
    expect(isRefused({ headers: { host: 'evil.example' } }, { ...POLICY, checksHost: false })).toBe(false);
  });
});

describe('browsers', () => {
  test.each<[string, Partial<GuardedRequest> & { readonly headers: Headers }]>([
    ['a call from our page', { method: 'POST', target: '/rpc', headers: { origin: OWN } }],
    ['a GET from our page', { target: '/events', headers: { 'sec-fetch-site': 'same-origin' } }],
    ['an action from our page', { target: '/?action=stop', headers: { 'sec-fetch-site': 'same-origin' } }],
    [
      'an action from our page, told by Referer',
      { target: '/?action=stop', headers: { referer: `${OWN}/` } },
    ],
    ['a typed address', { headers: { 'sec-fetch-site': 'none' } }],
    ['a followed link', { headers: { ...visit('cross-site') } }],
    ['a page behind a proxy', { method: 'POST', headers: { origin: 'https://vigil.example.com' } }],
    [
      'a page behind a proxy on a port of its own',
      { method: 'POST', headers: { host: 'vigil.example.com', origin: 'https://vigil.example.com:8443' } },
    ],
    ['an old browser that looks', { target: '/events', headers: FIREFOX }],
    [
      'what no form can send',
      { method: 'POST', target: '/RPC2', headers: { 'content-type': 'text/xml; charset=utf-8' } },
    ],
  ])('%s is let through', (_case, request) => {
    expect(isRefused({ ...request, headers: { ...FIREFOX, ...request.headers } })).toBe(false);
  });

  test.each<[string, Partial<GuardedRequest> & { readonly headers: Headers }]>([
    [
      'a call from another origin',
      { method: 'POST', target: '/RPC2', headers: { origin: 'http://evil.example' } },
    ],
    [
      'one from another port',
      { method: 'POST', target: '/rpc', headers: { origin: 'http://127.0.0.1:8000' } },
    ],
    [
      'one from another port of a name of ours',
      { method: 'POST', target: '/rpc', headers: { origin: 'https://vigil.example.com:8444' } },
    ],
    ['one from nowhere', { method: 'POST', target: '/rpc', headers: { origin: 'null' } }],
    ['one without proof', { method: 'POST', target: '/RPC2', headers: {} }],
    [
      'one from a form',
      { method: 'POST', target: '/RPC2', headers: { 'content-type': 'TEXT/plain; charset=utf-8' } },
    ],
    [
      'XML from another origin',
      { method: 'POST', target: '/RPC2', headers: { 'content-type': 'text/xml', origin: 'null' } },
    ],
    ['events for another site', { target: '/events', headers: { 'sec-fetch-site': 'cross-site' } }],
    ['events for another origin', { target: '/events', headers: { origin: 'http://evil.example' } }],
    ['another port of this host', { target: '/events', headers: { 'sec-fetch-site': 'same-site' } }],
    ['an action by a link', { target: '/?action=stop', headers: visit('cross-site') }],
    ['an action in an image', { target: '/?action=stop', headers: {} }],
    ['an action by a typed address', { target: '/?action=stop', headers: { 'sec-fetch-site': 'none' } }],
    ['an action, told by Referer', { target: '/?action=stop', headers: { referer: 'http://evil.example/' } }],
    ['a frame', { headers: { ...visit('cross-site'), 'sec-fetch-dest': 'iframe' } }],
    ['a log in a link', { target: '/mainlogfile', headers: visit('cross-site') }],
  ])('%s is refused', (_case, request) => {
    expect(isRefused({ ...request, headers: { ...FIREFOX, ...request.headers } })).toBe(true);
  });
});

function visit(site: string): Headers {
  return { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
}
