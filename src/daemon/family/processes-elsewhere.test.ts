import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProcessesElsewhere } from './processes-elsewhere.ts';

/** A child of this process, with a child of its own whose pid it tells. */
let parent: ChildProcess;
let grandchild: number;
let looks: number;
let deferred: (() => void)[];
let elsewhere: ProcessesElsewhere<string>;

beforeEach(async () => {
  parent = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface({ input: parent.stdout as NodeJS.ReadableStream }), 'line');
  grandchild = Number(line);
  looks = 0;
  deferred = [];
  elsewhere = new ProcessesElsewhere({
    ownerOf: ({ pid }) => {
      if (pid === grandchild) looks += 1;
      return pid === grandchild ? 'web' : 'others';
    },
    defer: (action) => deferred.push(action),
  });
});

afterEach(() => {
  for (const pid of [grandchild, parent.pid as number]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
});

const pidsOf = (owner: string) => elsewhere.of(owner).map(({ pid }) => pid);

test('finds what is of a program, and no child of this process', () => {
  expect(pidsOf('web')).toEqual([grandchild]);
  expect(pidsOf('others')).not.toContain(parent.pid);
  expect(pidsOf('nobody')).toEqual([]);
});

test('reads once in a turn, or when that is to be forgotten', () => {
  pidsOf('web');
  pidsOf('others');
  expect(looks).toBe(1);
  elsewhere.forget();
  pidsOf('web');
  expect(looks).toBe(2);
  for (const action of deferred) action();
  pidsOf('web');
  expect(looks).toBe(3);
});

test('does not name what has ended since', async () => {
  expect(pidsOf('web')).toEqual([grandchild]);
  process.kill(grandchild, 'SIGKILL');
  await once(parent, 'close');
  expect(pidsOf('web')).toEqual([]);
});
