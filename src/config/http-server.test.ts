import { expect, test } from 'vitest';
import { fakeSurroundings } from '../../test/support/fake-surroundings.ts';
import { isOpen, serverUrl } from './http-server.ts';
import { loadConfig } from './load.ts';
import type { HttpServerConfig } from './model.ts';

function server(text: string): HttpServerConfig {
  const surroundings = fakeSurroundings({ files: { '/v.conf': `[supervisord]\n${text}\n` } });
  const result = loadConfig({
    ...surroundings,
    file: '/v.conf',
    overrides: {},
    hostName: 'host',
    tempDir: '/tmp',
  });
  if (result.kind === 'refused') throw new Error(text);
  return result.config.servers[0] as HttpServerConfig;
}

test.each([
  ['[unix_http_server]\nfile=/run/v.sock', 'unix:///run/v.sock'],
  ['[inet_http_server]\nport=9001', 'http://localhost:9001'],
  ['[inet_http_server]\nport=10.0.0.1:9001', 'http://10.0.0.1:9001'],
  ['[inet_http_server]\nport=::1:9001', 'http://[::1]:9001'],
])('%j is reached at %s', (text, url) => {
  expect(serverUrl(server(text))).toBe(url);
});

test.each([
  ['', true],
  ['username=\npassword=p', true],
  ['username=u\npassword=', false],
  ['username=u\npassword=p', false],
])('with %j it is open: %s', (login, expected) => {
  expect(isOpen(server(`[inet_http_server]\nport=9001\n${login}`))).toBe(expected);
});
