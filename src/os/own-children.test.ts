import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { pid as toPid } from '../core/units.ts';
import { ChildList, OwnChildren } from './own-children.ts';

describe('children of this process', () => {
  const started: ChildProcess[] = [];

  async function start(): Promise<number> {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    started.push(child);
    await once(child, 'spawn');
    return child.pid ?? 0;
  }

  async function end(child: ChildProcess | undefined): Promise<void> {
    const exited = child === undefined ? null : once(child, 'exit');
    child?.kill('SIGKILL');
    await exited;
  }

  afterEach(async () => {
    for (const child of started.splice(0)) await end(child);
  });

  test('a child is unknown until it was added, and again nobody when it was reaped', async () => {
    const children = new OwnChildren(new ChildList());
    for (const pid of children.unknown()) children.add(pid);
    const [one, two] = [await start(), await start()];
    expect(children.unknown()).toEqual([one, two]);
    children.add(toPid(one));
    children.add(toPid(one));
    expect(children.unknown()).toEqual([two]);
    children.add(toPid(two));
    expect(children.unknown()).toEqual([]);
    await end(started.shift());
    children.delete(toPid(one));
    children.delete(toPid(one));
    expect(children.unknown()).toEqual([]);
    const three = await start();
    expect(children.unknown()).toEqual([three]);
  });

  test('nobody hides in a list that takes many reads', async () => {
    const children = new OwnChildren(new ChildList(16));
    for (const pid of children.unknown()) children.add(pid);
    const pids: number[] = [];
    for (let count = 0; count < 20; count += 1) pids.push(await start());
    expect(children.unknown()).toEqual(pids);
    for (const pid of pids) if (pid !== pids[9]) children.add(toPid(pid));
    expect(children.unknown()).toEqual([pids[9]]);
    children.add(toPid(pids[9] ?? 0));
    expect(children.unknown()).toEqual([]);
  });
});
