import { once } from 'node:events';
import { closeSync, existsSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isCloseOnExec } from '../../test/support/close-on-exec.ts';
import { freePort } from '../../test/support/free-port.ts';
import { isRoot } from '../../test/support/peers.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import type { SocketAddress } from '../config/model.ts';
import { type ListeningSocketOptions, openListeningSocket } from './listening-socket.ts';
import { openLibc } from './native.ts';

const libc = openLibc();

function open(address: SocketAddress, options: Partial<ListeningSocketOptions> = {}) {
  return openListeningSocket(libc, { address, owner: null, mode: null, backlog: null, ...options });
}

/** Nobody accepts: the kernel answers from the backlog. */
async function untilConnected(options: NetConnectOpts): Promise<void> {
  const socket = connect(options);
  await once(socket, 'connect');
  socket.destroy();
}

const unix = (path: string): SocketAddress => ({ kind: 'unix', path });
const countDescriptors = () => readdirSync('/proc/self/fd').length;

test('a unix socket takes connections and is not inherited by programs', () =>
  withTempDir(async (directory) => {
    const path = join(directory, 'app.sock');
    const fd = open(unix(path), { mode: 0o640 });
    expect(isCloseOnExec(libc, fd)).toBe(true);
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
    await untilConnected({ path });
    closeSync(fd);
  }));

test.each(['127.0.0.1', 'localhost'])('a TCP socket on %s takes connections', async (host) => {
  const port = await freePort();
  const fd = open({ kind: 'tcp', host, port });
  await untilConnected({ host: '127.0.0.1', port });
  closeSync(fd);
});

test('an IPv6 address is encoded as such, whether this machine has IPv6 or not', async () => {
  const address = { kind: 'tcp', host: '2001:db8::1', port: await freePort() } as const;
  expect(() => open(address)).toThrow(/^could not (bind: EADDRNOTAVAIL|make a socket: EAFNOSUPPORT)/);
});

test('a socket file that somebody left is replaced and stays when the socket is closed', () =>
  withTempDir(async (directory) => {
    const path = join(directory, 'app.sock');
    closeSync(open(unix(path)));
    expect(existsSync(path)).toBe(true);
    const fd = open(unix(path));
    await untilConnected({ path });
    closeSync(fd);
  }));

test('an owner without a group leaves the group', () =>
  withTempDir((directory) => {
    const path = join(directory, 'app.sock');
    const uid = isRoot() ? 65534 : (process.getuid?.() ?? 0);
    const fd = open(unix(path), { owner: { uid, gid: null } });
    const { uid: owner, gid } = lstatSync(path);
    expect([owner, gid]).toEqual([uid, process.getgid?.()]);
    closeSync(fd);
  }));

test('what stands in the way is said, and nothing stays open', () =>
  withTempDir(async (directory) => {
    const before = countDescriptors();
    const file = join(directory, 'notes.txt');
    writeFileSync(file, 'mine');
    expect(() => open(unix(file))).toThrow('a file that is no socket is in the way');
    expect(() => open(unix(join(directory, 'no', 'app.sock')))).toThrow('could not bind: ENOENT');
    expect(() => open(unix(`/${'x'.repeat(107)}`))).toThrow('the path has 108 bytes, the kernel takes 107');
    // Longer than a label may be: no name server is asked.
    const host = 'x'.repeat(64);
    expect(() => open({ kind: 'tcp', host, port: 1 })).toThrow(`host "${host}" has no address`);
    expect(countDescriptors()).toBe(before);
  }));

test('a port that is taken is said to be', async () => {
  const address = { kind: 'tcp', host: '127.0.0.1', port: await freePort() } as const;
  const fd = open(address);
  expect(() => open(address)).toThrow('could not bind: EADDRINUSE (another program listens there)');
  closeSync(fd);
});

test('a file that cannot get its owner does not stay', () =>
  withTempDir((directory) => {
    const path = join(directory, 'app.sock');
    const owner = { uid: isRoot() ? 2 ** 32 : 0, gid: null };
    expect(() => open(unix(path), { owner })).toThrow(/^Could not change ownership of socket file: /);
    expect(existsSync(path)).toBe(false);
  }));
