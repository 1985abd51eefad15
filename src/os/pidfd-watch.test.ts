import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { isCloseOnExec } from '../../test/support/close-on-exec.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import { fileDescriptor, type Pid, signalNumber, pid as toPid } from '../core/units.ts';
import { SystemClock } from './clock.ts';
import { openLibc } from './native.ts';
import { PidfdWatch } from './pidfd-watch.ts';
import { readOpenFile, readProcess } from './process-table.ts';
import { signalProcess } from './signal-process.ts';

const libc = openLibc();
const errors: unknown[] = [];
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
});

/** A process whose parent has ended: nobody here reaps it. */
async function orphan(script: string): Promise<Pid> {
  const shell = spawn('sh', ['-c', `(exec sh -c '${script}') >/dev/null & echo $!`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  shell.stdout.on('data', (data) => {
    text += data;
  });
  await new Promise((resolve) => shell.once('close', resolve));
  started.push(Number(text));
  return toPid(Number(text));
}

/** The descriptor that reads the directory is in its list. */
function isOpen(fd: number): boolean {
  return readOpenFile(process.pid, fd) !== null;
}

function identityOf(pid: Pid) {
  const found = readProcess(pid);
  if (found === null) throw new Error(`no process ${pid}`);
  return { pid, startTicks: found.startTicks };
}

const clock = new SystemClock();
const refusals: string[] = [];
const newWatch = (ofLibc = libc) =>
  new PidfdWatch({
    libc: ofLibc,
    clock,
    onRefused: (errno) => refusals.push(errno),
    onListenerError: (error) => errors.push(error),
  });
const exitOf = (watch: PidfdWatch, pid: Pid) =>
  new Promise<ExitStatus>((resolve) => watch.watch(pid, resolve));

describe('a process that is no child', () => {
  test('is gone where its number is that of a thread by now', () => {
    const threads = readdirSync('/proc/self/task').map(Number);
    const thread = threads.find((number) => number !== process.pid);
    if (thread === undefined) throw new Error('Node has no threads');
    expect(newWatch().hold({ pid: toPid(thread), startTicks: 1 })).toEqual({
      kind: 'gone',
      status: { kind: 'unknown' },
    });
  });

  test('is signalled, and its end is heard of with its status', async () => {
    const watch = newWatch();
    const pid = await orphan('trap "exit 7" TERM; while :; do sleep 0.05; done');
    expect(watch.hold(identityOf(pid))).toEqual({ kind: 'held' });
    const exit = exitOf(watch, pid);
    // The trap may not be set yet, then the signal itself ends it.
    expect(watch.signal(pid, signalNumber(15), false)).toEqual({ kind: 'delivered' });
    const status = await exit;
    expect([
      { kind: 'exited', code: 7 },
      { kind: 'signaled', signal: 15, coreDumped: false },
      { kind: 'unknown' },
    ]).toContainEqual(status);
    expect(watch.has(pid)).toBe(false);
    expect(watch.signal(pid, signalNumber(15), false)).toEqual({ kind: 'no-such-process' });
  });

  test('several exits are told one by one, also when one listener fails', async () => {
    const watch = newWatch();
    const pids = await Promise.all(Array.from({ length: 5 }, () => orphan('exec sleep 60')));
    const told: Pid[] = [];
    const exits = pids.map((pid) => {
      expect(watch.hold(identityOf(pid))).toEqual({ kind: 'held' });
      return new Promise<void>((resolve) =>
        watch.watch(pid, () => {
          told.push(pid);
          resolve();
          if (told.length === 2) throw new Error('a listener failed');
        }),
      );
    });
    for (const pid of pids) watch.signal(pid, signalNumber(9), false);
    await Promise.all(exits);
    expect([...told].sort()).toEqual([...pids].sort());
    expect(errors).toHaveLength(1);
  });

  test('exits are told of when no further descriptors can be had', async () => {
    let isShort = false;
    const pipe2: typeof libc.pipe2 = (...call) => (isShort ? -1 : libc.pipe2(...call));
    const watch = newWatch({ ...libc, pipe2 });
    const pids = await Promise.all(Array.from({ length: 3 }, () => orphan('exec sleep 60')));
    for (const pid of pids) {
      expect(watch.hold(identityOf(pid))).toEqual({ kind: 'held' });
      const exit = exitOf(watch, pid);
      isShort = true;
      watch.signal(pid, signalNumber(9), false);
      await exit;
    }
  });

  test('is signalled, and its end is heard of, where the kernel has no pidfds', async () => {
    const without = { ...libc, pidfd_open: () => -1, errno: () => constants.errno.ENOSYS };
    const watch = newWatch(without);
    const pids = await Promise.all([orphan('exec sleep 60'), orphan('exec sleep 60')]);
    expect(pids.map((pid) => watch.hold(identityOf(pid)).kind)).toEqual(['held', 'held']);
    expect(refusals).toEqual(['ENOSYS']);
    const [first, second] = pids as [Pid, Pid];
    const exits = [exitOf(watch, first), exitOf(watch, second)];
    expect(watch.signal(first, signalNumber(9), false)).toEqual({ kind: 'delivered' });
    await exits[0];
    expect(watch.has(first)).toBe(false);
    expect(watch.has(second)).toBe(true);
    expect(signalProcess(without, identityOf(second), signalNumber(9))).toBe(true);
    await exits[1];
    expect(watch.signal(second, signalNumber(9), false)).toEqual({ kind: 'no-such-process' });
  });

  test('is signalled where the kernel lets nobody signal through a pidfd', async () => {
    const watch = newWatch({
      ...libc,
      pidfd_send_signal: () => -1,
      errno: () => constants.errno.EPERM,
    });
    const pid = await orphan('exec sleep 60');
    watch.hold(identityOf(pid));
    const exit = exitOf(watch, pid);
    expect(watch.signal(pid, signalNumber(9), false)).toEqual({ kind: 'delivered' });
    await exit;
  });

  test('none of the descriptors that this takes is handed on to programs', async () => {
    const watch = newWatch();
    const pid = await orphan('exec sleep 60');
    const before = new Set(readdirSync('/proc/self/fd'));
    watch.hold(identityOf(pid));
    const exit = exitOf(watch, pid);
    const taken = readdirSync('/proc/self/fd').filter((fd) => !before.has(fd) && isOpen(Number(fd)));
    expect(taken.length).toBeGreaterThan(1);
    for (const fd of taken) expect(isCloseOnExec(libc, fileDescriptor(Number(fd))), fd).toBe(true);
    watch.signal(pid, signalNumber(9), false);
    await exit;
  });

  test('another process under the same pid is not touched', async () => {
    const watch = newWatch();
    const pid = await orphan('exec sleep 60');
    const { startTicks } = identityOf(pid);
    expect(watch.hold({ pid, startTicks: startTicks - 1 })).toEqual({
      kind: 'gone',
      status: { kind: 'unknown' },
    });
    expect(watch.signal(pid, signalNumber(9), false)).toEqual({ kind: 'no-such-process' });
    expect(readProcess(pid)?.state).not.toBe('Z');
  });

  test('that ended long ago is gone', () => {
    expect(newWatch().hold({ pid: toPid(2 ** 22 - 1), startTicks: 1 })).toEqual({
      kind: 'gone',
      status: { kind: 'unknown' },
    });
  });
});
