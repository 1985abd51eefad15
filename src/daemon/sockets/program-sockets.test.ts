import { once } from 'node:events';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aProcess } from '../../../test/support/a-program.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import type { FcgiGroupConfig, GroupConfig, SocketConfig } from '../../config/model.ts';
import type { FileDescriptor } from '../../core/units.ts';
import { openLibc } from '../../os/native.ts';
import { ActivationSockets } from './activation-sockets.ts';
import { ProgramSockets } from './program-sockets.ts';

const libc = openLibc();

function aSocket(path: string, mode = 0o700): SocketConfig {
  return { url: `unix://${path}`, address: { kind: 'unix', path }, owner: null, mode, backlog: null };
}

function aWorld() {
  const log = new MemoryLog();
  let deferred: (() => void)[] = [];
  const activation = new ActivationSockets(libc);
  const defer = (action: () => void) => deferred.push(action);
  const sockets = new ProgramSockets({ libc, log, activation, surviving: () => null, defer });
  const nextTurn = () => {
    const actions = deferred;
    deferred = [];
    for (const action of actions) action();
  };
  const lines = () => log.lines.splice(0).map((line) => line.replace(/ unix:.*\//, ' '));
  return { sockets, activation, nextTurn, lines };
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const inode = (fd: FileDescriptor | null) => readlinkSync(`/proc/self/fd/${fd}`);
const countDescriptors = () => readdirSync('/proc/self/fd').length;

describe('the socket of a FastCGI program', () => {
  const PROCESS = aProcess({ name: 'php' });

  function aGroup(path: string): FcgiGroupConfig {
    const { section, position } = PROCESS;
    const processes = [PROCESS, PROCESS];
    const base = { name: 'php', priority: 999, section, position, processes };
    return { ...base, kind: 'fcgi-program', socket: aSocket(path) };
  }

  it('is tried once for the group, opened for the first child and closed after the last', () =>
    withTempDir(async (directory) => {
      const { sockets, nextTurn, lines } = aWorld();
      const path = join(directory, 'php.sock');
      const [one, two] = [sockets.claim(PROCESS, aGroup(path)), sockets.claim(PROCESS, aGroup(path))];
      expect(lines()).toEqual(['INFO Creating socket php.sock', 'INFO Closing socket php.sock']);
      expect(await isAnswered(path)).toBe(false);
      const fd = one.openStandardInput();
      expect(two.openStandardInput()).toBe(fd);
      expect(await isAnswered(path)).toBe(true);
      one.childEnded();
      nextTurn();
      expect(lines()).toEqual(['INFO Creating socket php.sock']);
      two.childEnded();
      nextTurn();
      expect(lines()).toEqual(['INFO Closing socket php.sock']);
      expect(await isAnswered(path)).toBe(false);
      one.close();
      two.close();
    }));

  it('is the same for a child that is started in the turn in which the one before ended', () =>
    withTempDir((directory) => {
      const { sockets, nextTurn, lines } = aWorld();
      const process = sockets.claim(PROCESS, aGroup(join(directory, 'php.sock')));
      const before = inode(process.openStandardInput());
      lines();
      process.childEnded();
      expect(inode(process.openStandardInput())).toBe(before);
      nextTurn();
      expect(lines()).toEqual([]);
      process.close();
      expect(lines()).toEqual(['INFO Closing socket php.sock']);
    }));

  it('is closed at once when the start failed, or when the process leaves', () =>
    withTempDir((directory) => {
      const descriptors = countDescriptors();
      const { sockets, nextTurn } = aWorld();
      const process = sockets.claim(PROCESS, aGroup(join(directory, 'php.sock')));
      process.openStandardInput();
      process.spawnFailed();
      expect(countDescriptors()).toBe(descriptors);
      process.openStandardInput();
      process.childEnded();
      process.close();
      nextTurn();
      expect(countDescriptors()).toBe(descriptors);
    }));

  it('is refused when it cannot be opened, and a group that comes back is tried again', () =>
    withTempDir((directory) => {
      const { sockets, lines } = aWorld();
      const bad = aGroup(join(directory, 'none', 'php.sock'));
      const refusal = `Could not create FastCGI socket ${bad.socket.url}: could not bind: ENOENT`;
      expect(() => sockets.claim(PROCESS, bad)).toThrow(refusal);
      const good = aGroup(join(directory, 'php.sock'));
      lines();
      sockets.claim(PROCESS, good).close();
      sockets.claim(PROCESS, good).close();
      expect(lines()).toHaveLength(4);
    }));
});

describe('sockets=', () => {
  const GROUP: GroupConfig = {
    kind: 'program',
    name: 'web',
    priority: 999,
    section: 'program:web',
    position: { file: 'a.conf', line: 1 },
    processes: [],
  };

  it('shares a socket between processes, and keeps it while one is in the configuration', () =>
    withTempDir(async (directory) => {
      const { sockets } = aWorld();
      const [first, second] = [join(directory, 'a.sock'), join(directory, 'b.sock')];
      const old = sockets.claim(aProcess({ sockets: [aSocket(first)] }), GROUP);
      const next = sockets.claim(aProcess({ sockets: [aSocket(second), aSocket(first, 0o666)] }), GROUP);
      expect(next.descriptors[1]).toBe(old.descriptors[0]);
      expect(lstatSync(first).mode & 0o777).toBe(0o666);
      expect(next.variables()).toEqual(
        new Map([
          ['LISTEN_FDS', '2'],
          ['LISTEN_FDNAMES', 'b.sock:a.sock'],
        ]),
      );
      old.close();
      old.close();
      expect(await isAnswered(first)).toBe(true);
      next.close();
      expect(await isAnswered(first)).toBe(false);
    }));

  it('stays open while it is kept for processes that come back', () =>
    withTempDir(async (directory) => {
      const { sockets, activation } = aWorld();
      const [first, second] = [join(directory, 'a.sock'), join(directory, 'b.sock')];
      const before = sockets.claim(aProcess({ sockets: [aSocket(first), aSocket(second)] }), GROUP);
      const place = inode(before.descriptors[0] ?? null);
      const letGo = activation.keepAll();
      before.close();
      const after = sockets.claim(aProcess({ sockets: [aSocket(first)] }), GROUP);
      letGo();
      expect(inode(after.descriptors[0] ?? null)).toBe(place);
      expect([await isAnswered(first), await isAnswered(second)]).toEqual([true, false]);
      after.close();
      expect(await isAnswered(first)).toBe(false);
    }));

  it('opens all or none', () =>
    withTempDir((directory) => {
      const descriptors = countDescriptors();
      const { sockets } = aWorld();
      const bad = aSocket(join(directory, 'none', 'b.sock'));
      const process = aProcess({ sockets: [aSocket(join(directory, 'a.sock')), bad] });
      const refusal = `Could not listen on ${bad.url}: could not bind: ENOENT`;
      expect(() => sockets.claim(process, GROUP)).toThrow(refusal);
      expect(countDescriptors()).toBe(descriptors);
    }));

  it('says nothing to programs without sockets', () => {
    const process = aWorld().sockets.claim(aProcess(), GROUP);
    expect([process.descriptors, process.variables(), process.openStandardInput()]).toEqual([
      [],
      new Map(),
      null,
    ]);
  });
});
