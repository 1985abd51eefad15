import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isCloseOnExec } from '../../test/support/close-on-exec.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { acquireInstanceLock } from './instance-lock.ts';
import { openLibc } from './native.ts';

const libc = openLibc();

// A lock belongs to the open file: two acquisitions in one process exclude each other as in two processes.
test('a second daemon is told who holds the lock, until it is released', () =>
  withTempDir((directory) => {
    const first = acquireInstanceLock(libc, directory);
    if (first.kind === 'held') throw new Error('a new lock is held');
    expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    expect(acquireInstanceLock(libc, directory)).toEqual({ kind: 'held', pid: process.pid });
    first.lock.release();
    const second = acquireInstanceLock(libc, directory);
    expect(second.kind).toBe('acquired');
    if (second.kind === 'acquired') second.lock.release();
  }));

test('a pid that is not written yet is unknown', () =>
  withTempDir((directory) => {
    const first = acquireInstanceLock(libc, directory);
    writeFileSync(join(directory, 'lock'), '');
    expect(acquireInstanceLock(libc, directory)).toEqual({ kind: 'held', pid: null });
    if (first.kind === 'acquired') first.lock.release();
  }));

test('a stale lock file of a dead daemon, with a longer pid, is taken over', () =>
  withTempDir((directory) => {
    writeFileSync(join(directory, 'lock'), '123456789012\n');
    const outcome = acquireInstanceLock(libc, directory);
    expect(outcome.kind).toBe('acquired');
    expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    if (outcome.kind === 'acquired') outcome.lock.release();
  }));

test('programs do not inherit it', () =>
  withTempDir((directory) => {
    const outcome = acquireInstanceLock(libc, directory);
    if (outcome.kind === 'held') throw new Error('a new lock is held');
    expect(outcome.lock.descriptors.map((fd) => isCloseOnExec(libc, fd))).toEqual([true, true]);
    outcome.lock.release();
  }));

test('a link in place of the lock file is refused', () =>
  withTempDir((directory) => {
    symlinkSync('/dev/null', join(directory, 'lock'));
    expect(() => acquireInstanceLock(libc, directory)).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  }));
