import { expect, test } from 'vitest';
import type { HttpServerConfig } from '../../config/model.ts';
import { ListenError } from '../../http/listen-error.ts';
import { listenFailure } from './listen-failure.ts';

const COMMON = {
  position: { file: '/v.conf', line: 4 },
  credentials: null,
  readOnlyCredentials: null,
  allowedHosts: [],
  publicHealth: false,
};
const INET: HttpServerConfig = {
  ...COMMON,
  kind: 'inet',
  section: 'inet_http_server',
  host: '10.0.0.9',
  port: 80,
};
const UNIX: HttpServerConfig = {
  ...COMMON,
  kind: 'unix',
  section: 'unix_http_server',
  file: '/run/v/x.sock',
  chmod: 0o700,
  chown: null,
};

test.each<[string, HttpServerConfig, string]>([
  ['EADDRINUSE', INET, "EADDRINUSE (ss -ltnp 'sport = :80' shows the program there)"],
  ['EADDRNOTAVAIL', INET, 'EADDRNOTAVAIL (no network interface of this machine has that address)'],
  ['EACCES', INET, 'EACCES (only root may listen on ports below 1024)'],
  ['EACCES', UNIX, 'EACCES (this user may not make files in /run/v)'],
  ['ENOENT', UNIX, 'ENOENT (create the directory /run/v)'],
  ['EEXIST', UNIX, 'EEXIST (move it away, or name another file)'],
  ['ENAMETOOLONG', UNIX, 'ENAMETOOLONG (name a file with a shorter path)'],
  ['EMFILE', UNIX, 'EMFILE'],
])('%s of %j', (code, server, text) => {
  const kind = code === 'EADDRINUSE' ? 'in-use' : 'failed';
  const error = new ListenError(kind, {
    address: 'A',
    code,
    errno: 1,
    message: `Cannot listen on "A": ${code}`,
  });
  const failure = listenFailure(error, server);
  expect(failure.details).toEqual([`/v.conf:4: [${server.section}]: Cannot listen on "A": ${text}`]);
  expect(failure.message).toContain(
    kind === 'in-use' ? 'already listening on a port' : `socket.error reported errno.${code} (1)`,
  );
});
