import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { realMachine } from './diagnosis-facts.ts';

const machine = realMachine();
/** Above every pid that Linux gives. */
const NO_PROCESS = 2 ** 22 + 1;

describe('the pid file', () => {
  it.each([
    [`${NO_PROCESS}\n`, { kind: 'stale', pid: NO_PROCESS }],
    ['nonsense', { kind: 'unreadable' }],
    ['', { kind: 'unreadable' }],
  ])('%j', async (text, state) => {
    await withTempDir((directory) => {
      const path = join(directory, 'pid');
      writeFileSync(path, text);
      expect(machine.pidFile(path)).toEqual(state);
    });
  });

  it('of another program is foreign', async () => {
    await withTempDir((directory) => {
      const path = join(directory, 'pid');
      writeFileSync(path, `${process.pid}\n`);
      expect(machine.pidFile(path)).toMatchObject({ kind: 'foreign', pid: process.pid });
    });
  });

  it('of a process that ended, and that its parent has not collected, is stale', async () => {
    await withTempDir(async (directory) => {
      const path = join(directory, 'pid');
      // The shell becomes a process that knows nothing of the child that it started.
      const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [pid] = await once(parent.stdout, 'data');
      writeFileSync(path, String(pid));
      await waitUntil('the end of the process', () => machine.pidFile(path).kind === 'stale');
      expect(machine.pidFile(path)).toEqual({ kind: 'stale', pid: Number(pid) });
      parent.kill('SIGKILL');
    });
  });

  it('may be absent', () => {
    expect(machine.pidFile('/nonexistent/pid')).toEqual({ kind: 'absent' });
  });
});

describe('the socket file', () => {
  it('tells a socket with its owner and mode', async () => {
    await withTempDir(async (directory) => {
      const path = join(directory, 'x.sock');
      const server = createServer();
      server.listen(path);
      await once(server, 'listening');
      chmodSync(path, 0o640);
      expect(machine.socketFile(path)).toEqual({
        kind: 'socket',
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        mode: 0o640,
      });
      server.close();
    });
  });

  it('tells other files and absent ones', async () => {
    await withTempDir((directory) => {
      mkdirSync(join(directory, 'x'));
      expect(machine.socketFile(join(directory, 'x'))).toEqual({ kind: 'not-a-socket' });
      expect(machine.socketFile(join(directory, 'y'))).toEqual({ kind: 'absent' });
    });
  });
});

describe('the configured daemon', () => {
  it('is what the file says of its pid file and its servers', async () => {
    await withTempDir((directory) => {
      const path = join(directory, 'v.conf');
      const lines = [
        '[supervisord]',
        'pidfile=%(here)s/v.pid',
        '[unix_http_server]',
        'file=%(here)s/v.sock',
        '[inet_http_server]',
        'port=*:9001',
      ];
      writeFileSync(path, lines.join('\n'));
      expect(machine.configuredDaemon(path)).toEqual({
        pidfile: `${directory}/v.pid`,
        serverUrls: ['http://localhost:9001', `unix://${directory}/v.sock`],
      });
    });
  });

  it('may have its servers in an included file', async () => {
    await withTempDir((directory) => {
      const path = join(directory, 'v.conf');
      writeFileSync(path, '[supervisord]\n[include]\nfiles=conf.d/*.conf\n');
      mkdirSync(join(directory, 'conf.d'));
      writeFileSync(join(directory, 'conf.d', 'a.conf'), `[unix_http_server]\nfile=${directory}/v.sock\n`);
      expect(machine.configuredDaemon(path)?.serverUrls).toEqual([`unix://${directory}/v.sock`]);
    });
  });

  it('is unknown where the file is no good', () => {
    expect(machine.configuredDaemon('/nonexistent/v.conf')).toBeNull();
  });
});
