import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { childrenOf } from '../../test/support/proc-files.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import {
  bootId,
  eachDescendant,
  isAlive,
  isChildless,
  listProcesses,
  type ProcessStat,
  readCommandLine,
  readEnvironment,
  readProcess,
  readStartTicks,
  withDescendants,
} from './process-table.ts';

describe('the table of processes', () => {
  test('a child is there with its parent, command line and environment, until it is gone', async () => {
    const child = spawn('sleep', ['1000'], {
      env: { PATH: process.env['PATH'], MARK: 'a b=c', NAME: 'größe' },
    });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const stat = readProcess(pid);
    if (stat === null) throw new Error('the child is not there');
    expect(stat).toMatchObject({ pid, parent: process.pid, threads: 1 });
    expect(readStartTicks(pid)).toBe(stat.startTicks);
    expect(readCommandLine(pid)).toEqual(['sleep', '1000']);
    expect(readEnvironment(pid)).toEqual(expect.arrayContaining(['MARK=a b=c', 'NAME=größe']));
    expect(withDescendants([process.pid]).map((process) => process.pid)).toContain(pid);
    expect(listProcesses().map((process) => process.pid)).toContain(pid);
    expect(isChildless(pid)).toBe(true);
    expect(isAlive(stat)).toBe(true);
    expect(isAlive({ pid: stat.pid, startTicks: stat.startTicks - 1 })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(stat)).toBe(false);
    expect(readProcess(pid)).toBeNull();
    expect(readCommandLine(pid)).toEqual([]);
    expect(readEnvironment(pid)).toBeNull();
    expect(isChildless(pid)).toBe(false);
  });

  test('a name is told as it was given', () =>
    withTempDir(async (directory) => {
      const path = join(directory, 'größe (1)');
      copyFileSync('/bin/sleep', path);
      const child = spawn(path, ['1000']);
      await once(child, 'spawn');
      expect(readProcess(child.pid ?? 0)).toMatchObject({ name: 'größe (1)', parent: process.pid });
      child.kill('SIGKILL');
      await once(child, 'exit');
    }));

  test('only what has one thread and no child is said to be childless', async () => {
    const parent = spawn('bash', ['-c', 'sleep 1000 & echo; wait']);
    await once(parent.stdout, 'data');
    expect(isChildless(parent.pid ?? 0)).toBe(false);
    // This process has several threads.
    expect(isChildless(process.pid)).toBe(false);
    for (const { pid } of childrenOf(parent.pid ?? 0)) process.kill(pid, 'SIGKILL');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  test('one that ended and was not waited for is there, and ending', async () => {
    const parent = spawn('bash', ['-c', 'exec 3<&0; (read line <&3) & echo $!; exec sleep 1000']);
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    await waitUntil('a parent that waits for nobody', () => readProcess(parent.pid ?? 0)?.name === 'sleep');
    parent.stdin.end('\n');
    await waitUntil('a zombie', () => readProcess(pid)?.state === 'Z');
    expect(readProcess(pid)).toMatchObject({ isEnding: true });
    const pids = (processes: Iterable<ProcessStat>) => Array.from(processes, (process) => process.pid);
    expect(pids(eachDescendant([parent.pid ?? 0]))).toEqual([parent.pid, pid]);
    expect(pids(withDescendants([parent.pid ?? 0, pid]))).toEqual([parent.pid]);
    expect(readProcess(process.pid)).toMatchObject({ isEnding: false });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  test('a name with parentheses and blanks is no trap', async () => {
    const script = 'echo -n "a) R 1 (b" > /proc/self/comm; echo ready; read line';
    const child = spawn('bash', ['-c', script]);
    await once(child.stdout, 'data');
    expect(readProcess(child.pid ?? 0)).toMatchObject({ name: 'a) R 1 (b', parent: process.pid });
    child.stdin.end('\n');
    await once(child, 'exit');
  });

  test('the boot has an id', () => {
    expect(bootId()).toMatch(/^[0-9a-f-]{36}$/);
  });
});
