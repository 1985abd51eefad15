import { fstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpawnAnswer, SpawnOrder } from '../../test/children/spawn-request.ts';
import { answerOfBundled } from '../../test/support/run-bundled.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import { fileDescriptor } from '../core/units.ts';
import { ChildSpawner, type SpawnRequest } from './child-process.ts';
import { openLibc } from './native.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65534, gid: 65534 };

let directory: TempDir;
let outputs = 0;

/** A request for a child with this process's own descriptors. */
function aRequest(changes: Partial<SpawnRequest>): SpawnRequest {
  return {
    path: '/bin/true',
    argv: ['true'],
    environment: [],
    directory: null,
    umask: null,
    stdin: fileDescriptor(0),
    stdout: fileDescriptor(1),
    stderr: fileDescriptor(2),
    sockets: [],
    processGroup: 'own',
    user: null,
    ...changes,
  };
}

beforeAll(() => {
  directory = makeTempDir();
});
afterAll(() => directory.remove());

function spawn(order: Omit<SpawnOrder, 'output'>): Promise<SpawnAnswer> {
  const output = join(directory.path, `output-${outputs++}`);
  return answerOfBundled('spawn-request.ts', JSON.stringify({ ...order, output }));
}

function shell(script: string, request: Partial<SpawnOrder['request']> = {}): SpawnOrder['request'] {
  return { path: '/bin/sh', argv: ['sh', '-c', script], ...request };
}

describe('a child', () => {
  test('starts with every signal at its default, none blocked', async () => {
    const { output } = await spawn({ request: shell('grep -E "^Sig(Blk|Ign)" /proc/self/status') });
    const [blocked, ignored] = output.split('\n').map((line) => BigInt(`0x${line.slice(8) || 0}`));
    // glibc's posix_spawn ignores 32 and 33, which its threads claim again in every program.
    const ofThreads = 0b11n << 31n;
    expect([blocked, (ignored ?? 0n) & ~ofThreads]).toEqual([0n, 0n]);
  });

  test('has descriptors 0, 1 and 2 and no others', async () => {
    // The listing itself opens one.
    const { output } = await spawn({ request: { path: '/bin/ls', argv: ['ls', '/proc/self/fd'] } });
    expect(output).toBe('0\n1\n2\n3\n');
  });

  test('has further descriptors in order, wherever they were in the daemon, and finds its own pid', async () => {
    const files = Array.from({ length: 40 }, (_, index) => join(directory.path, `inherited-${index}`));
    for (const file of files) writeFileSync(file, '');
    const script = 'echo "$$ $LISTEN_PID $1"; for n in $(seq 3 42); do readlink /proc/$$/fd/$n; done';
    const { output, ...answer } = await spawn({
      request: { path: '/bin/sh', argv: ['sh', '-c', script, 'sh', 'a word'] },
      inherited: files,
    });
    const pid = answer.exits[0]?.pid;
    expect(output.trimEnd().split('\n')).toEqual([`${pid} ${pid} a word`, ...files]);
    expect(answer.descriptorsAfter).toBe(answer.descriptorsBefore);
  });

  test('leads a process group of its own in the session of the daemon', async () => {
    const answer = await spawn({ request: { path: '/bin/cat', argv: ['cat', '/proc/self/stat'] } });
    const [pid, group, session] = statFields(answer.output);
    expect(group).toBe(pid);
    expect(session).not.toBe(pid);
  });

  test('leads a session of its own when asked to', async () => {
    const answer = await spawn({
      request: { path: '/bin/cat', argv: ['cat', '/proc/self/stat'], processGroup: 'session' },
    });
    const [pid, group, session] = statFields(answer.output);
    expect([group, session]).toEqual([pid, pid]);
  });

  test('gets its umask, and the daemon keeps its own', async () => {
    const { output, daemon } = await spawn({ request: shell('umask', { umask: 0o027 }) });
    expect(output).toBe('0027\n');
    expect(daemon.umask).toBe(process.umask());
  });

  test('gets its directory', async () => {
    const { output } = await spawn({ request: shell('pwd', { directory: '/usr' }) });
    expect(output).toBe('/usr\n');
  });

  test('gets its limit of open files, and the daemon keeps its own', async () => {
    const { output, daemon } = await spawn({ request: shell('ulimit -Sn'), childOpenFiles: 99 });
    expect(output).toBe('99\n');
    expect(daemon.openFiles).not.toBe('99');
  });

  test('gets exactly its environment and arguments', async () => {
    const request = shell('printf "%s|" "$0" "$@"; env | sort');
    const { output } = await spawn({
      request: { ...request, argv: [...(request.argv ?? []), 'name', 'a b', '', 'Øresund'] },
      environment: ['PATH=/usr/bin:/bin', 'EMPTY=', 'TEXT=å\nb'],
    });
    expect(output).toMatch(
      /^name\|a b\|\|Øresund\|EMPTY=\n(OLDPWD.*\n)?PATH=.*\nPWD=.*\n(SHLVL.*\n)?TEXT=å\nb\n/,
    );
  });

  test('runs as another user with that one’s groups, where the daemon is root', async () => {
    const user = isRoot ? NOBODY : { uid: 0, gid: 0 };
    const answer = await spawn({ request: shell('id -u; id -g; id -G', { user }) });
    if (isRoot) {
      expect(answer.output).toBe('65534\n65534\n65534\n');
    } else {
      expect(answer.results[0]).toEqual({
        kind: 'failed',
        stage: 'user',
        errno: 'EPERM',
        message: "couldn't setuid to 0: Can't drop privilege as nonroot user",
      });
    }
  });

  test('of the daemon’s own user is started directly', async () => {
    const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    const { results, exits } = await spawn({ request: { path: '/bin/true', user } });
    expect(exits).toEqual([{ pid: expect.any(Number), status: { kind: 'exited', code: 0 } }]);
    expect(results[0]?.kind).toBe('spawned');
  });
});

test('200 spawns, of which some fail, leave no descriptor open', async () => {
  const good = await spawn({ request: { path: '/bin/true' }, times: 200, childOpenFiles: 256 });
  expect(good.exits).toHaveLength(200);
  expect(good.descriptorsAfter).toBe(good.descriptorsBefore);
  const bad = await spawn({ request: { path: '/nowhere' }, times: 200 });
  expect(bad.exits).toHaveLength(0);
  expect(bad.descriptorsAfter).toBe(bad.descriptorsBefore);
});

describe('a failure names its stage', () => {
  beforeAll(() => {
    writeFileSync(join(directory.path, 'plain'), 'no program\n', { mode: 0o755 });
    writeFileSync(join(directory.path, 'orphan'), '#!/no/such/interpreter\n', { mode: 0o755 });
    writeFileSync(join(directory.path, 'unreadable'), '', { mode: 0o644 });
    mkdirSync(join(directory.path, 'sub'));
    symlinkSync('loop', join(directory.path, 'loop'));
  });

  test.each([
    { path: '/no/such/file', in: null, stage: 'exec', errno: 'ENOENT' },
    { path: 'plain', in: '', stage: 'exec', errno: 'ENOEXEC' },
    { path: 'orphan', in: '', stage: 'exec', errno: 'ENOENT' },
    { path: 'unreadable', in: '', stage: 'exec', errno: 'EACCES' },
    { path: 'sub', in: '', stage: 'exec', errno: 'EACCES' },
    { path: 'loop', in: '', stage: 'exec', errno: 'ELOOP' },
    { path: '/bin/true', in: 'missing', stage: 'chdir', errno: 'ENOENT' },
    { path: '/bin/true', in: 'plain', stage: 'chdir', errno: 'ENOTDIR' },
    { path: '/bin/true', in: 'loop', stage: 'chdir', errno: 'ELOOP' },
    { path: '/no/such/file', in: 'missing', stage: 'chdir', errno: 'ENOENT' },
  ])('$path in $in: $stage, $errno', ({ path, in: where, stage, errno }) => {
    const spawnDirectory = where === null ? null : join(directory.path, where);
    const spawner = new ChildSpawner({ libc: openLibc(), childOpenFiles: null });
    const result = spawner.spawnChild(aRequest({ path, argv: ['the-word'], directory: spawnDirectory }));
    const message =
      stage === 'exec' ? `couldn't exec the-word: ${errno}` : `couldn't chdir to ${spawnDirectory}: ${errno}`;
    expect(result).toEqual({ kind: 'failed', stage, errno, message });
  });
});

test('an argument that is too long is a failed exec, not an exception', () => {
  const tooLong = new ChildSpawner({ libc: openLibc(), childOpenFiles: null }).spawnChild(
    aRequest({ argv: ['true', 'x'.repeat(3_000_000)] }),
  );
  expect(tooLong).toMatchObject({ kind: 'failed', stage: 'exec', errno: 'E2BIG' });
});

test('a C library that needs descriptors to spawn is asked again without the limit, which the child then gets', () => {
  const real = openLibc();
  const limits: bigint[] = [];
  const limited: unknown[] = [];
  let present = 4096n;
  const libc = {
    ...real,
    getrlimit: (_resource: number, target: BigUint64Array) => {
      target.set([present, 4096n]);
      return 0;
    },
    setrlimit: (_resource: number, source: BigUint64Array) => {
      present = source[0] ?? 0n;
      limits.push(present);
      return 0;
    },
    posix_spawn: (pid: Int32Array) => {
      pid[0] = 4711;
      return present < 4096n ? 24 : 0;
    },
    prlimit: (pid: number, _resource: number, target: BigUint64Array) => {
      limited.push([pid, target[0]]);
      return 0;
    },
  };
  const result = new ChildSpawner({ libc, childOpenFiles: 1024 }).spawnChild(aRequest({}));
  expect(result).toEqual({ kind: 'spawned', pid: 4711 });
  expect(limits).toEqual([1024n, 4096n]);
  expect(limited).toEqual([[4711, 1024n]]);
});

test('what a child does to its descriptors is prepared anew only where that is something else', () => {
  const real = openLibc();
  const prepared: string[] = [];
  const libc = {
    ...real,
    posix_spawn_file_actions_init: (memory: Uint8Array) => {
      prepared.push('new');
      return real.posix_spawn_file_actions_init(memory);
    },
    posix_spawn_file_actions_adddup2: (memory: Uint8Array, from: number, to: number) => {
      if (from === 99) return 9;
      prepared.push(`${from}>${to}`);
      return real.posix_spawn_file_actions_adddup2(memory, from, to);
    },
    posix_spawn: (pid: Int32Array) => {
      pid[0] = 4711;
      return 0;
    },
  };
  const spawner = new ChildSpawner({ libc, childOpenFiles: null });
  const spawnWith = (stdout: number, where: string | null = null) =>
    spawner.spawnChild(
      aRequest({
        stdin: fileDescriptor(5),
        stdout: fileDescriptor(stdout),
        stderr: fileDescriptor(7),
        directory: where,
      }),
    );
  const one = ['new', '5>0', '6>1', '7>2'];
  spawnWith(6);
  spawnWith(6);
  expect(prepared.splice(0)).toEqual(one);
  spawnWith(8);
  expect(prepared.splice(0)).toEqual(['new', '5>0', '8>1', '7>2']);
  spawnWith(8, '/');
  expect(prepared.splice(0)).toEqual(['new', '5>0', '8>1', '7>2']);
  spawnWith(8, '/');
  expect(prepared).toEqual([]);
  expect(() => spawnWith(99, '/')).toThrow('posix_spawn_file_actions_adddup2');
  expect(prepared.splice(0)).toEqual(['new', '5>0']);
  spawnWith(6);
  expect(prepared).toEqual(one);
});

/** Pid, process group and session out of `/proc/PID/stat`. */
function statFields(text: string): readonly (string | undefined)[] {
  const fields = text.trim().split(' ');
  return [fields[0], fields[4], fields[5]];
}

test('a copy of a descriptor is closed when the next one cannot be made', () => {
  const libc = openLibc();
  const copies: number[] = [];
  const fcntl: typeof libc.fcntl = (...call) => {
    if (copies.length === 1) return -1;
    copies.push(libc.fcntl(...call));
    return copies[0] as number;
  };
  const spawner = new ChildSpawner({ libc: { ...libc, fcntl }, childOpenFiles: null });
  // Each of these is below its target, and so is copied.
  const [stdout, stderr] = [fileDescriptor(0), fileDescriptor(1)];
  expect(() => spawner.spawnChild(aRequest({ stdout, stderr }))).toThrow(/^fcntl: /);
  expect(copies).toHaveLength(1);
  expect(() => fstatSync(copies[0] as number)).toThrow(/EBADF/);
});
