import { describe, expect, it } from 'vitest';
import { looksLikeUrl, parseServerUrl } from './server-url.ts';

describe('parseServerUrl', () => {
  it.each([
    ['unix:///run/x.sock', { kind: 'unix', path: '/run/x.sock' }],
    ['unix://x.sock', { kind: 'unix', path: 'x.sock' }],
    ['http://localhost:9001', { kind: 'tcp', host: 'localhost', port: 9001 }],
    ['http://Example.ORG', { kind: 'tcp', host: 'example.org', port: 80 }],
    ['http://10.0.0.1:/RPC2?x#y', { kind: 'tcp', host: '10.0.0.1', port: 80 }],
    ['http://[::1]:9001/', { kind: 'tcp', host: '::1', port: 9001 }],
    ['http://user:secret@host:1', { kind: 'tcp', host: 'host', port: 1 }],
    ['http://:9001', { kind: 'tcp', host: 'localhost', port: 9001 }],
    ['http://host:70000', undefined],
    ['http://host:port', undefined],
    ['https://host', undefined],
    ['localhost:9001', undefined],
    ['', undefined],
  ])('%s', (url, address) => {
    expect(parseServerUrl(url)).toEqual(address);
  });
});

describe('looksLikeUrl', () => {
  it.each([
    ['http://x', true],
    ['unix:///x', true],
    ['localhost:9001', true],
    ['x://', false],
    ['nothing', false],
    ['://x', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(looksLikeUrl(text)).toBe(expected);
  });
});
