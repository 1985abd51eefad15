import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import type { ExitStatus } from '../../core/exit-status.ts';
import { type FileDescriptor, fileDescriptor, type Pid, pid as toPid } from '../../core/units.ts';
import type { SpawnRequest } from '../../os/child-process.ts';
import { DescriptorQueue } from '../../os/descriptor-queue.ts';
import { ensureFifo, openReadEnd } from '../../os/fifo.ts';
import { F_DUPFD_CLOEXEC } from '../../os/native/files.ts';
import { openLibc } from '../../os/native.ts';
import { PipeKeeper } from './pipe-keeper.ts';

const libc = openLibc();
const FIRST_PID = 4_194_400;
const CHANGING = 'changing';
/** What an earlier daemon has left. */
const FIRST = [{ pid: FIRST_PID, startTicks: 0 }];

/** Keepers that are no processes: they have copies of what they inherit until they are killed. */
class World {
  readonly clock = new FakeClock();
  readonly living = new Map<Pid, readonly FileDescriptor[]>();
  readonly onFile: (number | null | typeof CHANGING)[] = [];
  readonly #exits = new Map<Pid, (status: ExitStatus) => void>();
  #canSpawn = true;
  #isSlow = false;

  newKeeper(): PipeKeeper {
    return new PipeKeeper({
      clock: this.clock,
      log: new MemoryLog(),
      environment: new Map(),
      makeQueue: () => new DescriptorQueue(libc),
      spawn: (request) => this.#spawn(request),
      expectExit: (pid, exited) => this.#exits.set(pid, exited),
      signal: (pid) => {
        if (!this.#isSlow) this.end(pid);
        return { kind: 'delivered' };
      },
      onChanging: () => this.onFile.push(CHANGING),
      onChange: (keeper) => this.onFile.push(keeper?.pid ?? null),
    });
  }

  #spawn({ inherited = [] }: SpawnRequest): ReturnType<ConstructorParameters<typeof PipeKeeper>[0]['spawn']> {
    if (!this.#canSpawn) return { kind: 'failed', stage: 'spawn', errno: 'EAGAIN', message: 'EAGAIN' };
    const pid = toPid(FIRST_PID + this.#exits.size);
    const copies = inherited.map((fd) => fileDescriptor(libc.fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0)));
    this.living.set(pid, copies);
    return { kind: 'spawned', pid };
  }

  refuseSpawns(): void {
    this.#canSpawn = false;
  }

  /** Who is killed ends some time later. */
  delayEnds(): void {
    this.#isSlow = true;
  }

  end(pid: Pid): void {
    for (const fd of this.living.get(pid) ?? []) closeSync(fd);
    this.living.delete(pid);
    this.#exits.get(pid)?.({ kind: 'unknown' });
  }
}

/** A pipe that this daemon reads. */
class Pipe {
  readonly path: string;
  readonly fd: FileDescriptor;

  constructor(directory: string, name: string) {
    this.path = join(directory, name);
    ensureFifo(libc, this.path, { mode: 0o600, owner: null });
    this.fd = openReadEnd(this.path);
  }

  /** A program says something and ends. Fails where nobody has the pipe open. */
  say(words: string): void {
    const fd = openSync(this.path, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(fd, words);
    closeSync(fd);
  }

  /** What a next daemon finds. */
  content(): string {
    const fd = openReadEnd(this.path);
    const buffer = Buffer.alloc(100);
    const length = readSync(fd, buffer);
    closeSync(fd);
    return buffer.toString('utf8', 0, length);
  }
}

function daemonDies(...pipes: readonly Pipe[]): void {
  for (const { fd } of pipes) closeSync(fd);
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${index}`);

describe('the keeper of pipes', () => {
  it('keeps each from the moment in which it is opened, and is one process for many', () =>
    withTempDir((directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const pipes = names(3).map((name) => new Pipe(directory, name));
      for (const { path, fd } of pipes) keeper.opened(path, fd);
      expect(world.onFile).toEqual([CHANGING, FIRST_PID]);
      daemonDies(...pipes);
      for (const pipe of pipes) pipe.say('last words');
      expect(pipes.map((pipe) => pipe.content())).toEqual(pipes.map(() => 'last words'));
      world.end(FIRST_PID as Pid);
    }));

  it('is another one when no more pipes can be given to it, and still keeps all', () =>
    withTempDir((directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const pipes = names(400).map((name) => new Pipe(directory, name));
      for (const { path, fd } of pipes) keeper.opened(path, fd);
      const [keeperPid] = world.living.keys();
      expect(world.living.size).toBe(1);
      expect(world.onFile.length).toBeGreaterThan(1);
      expect(world.onFile.at(-1)).toBe(keeperPid);
      daemonDies(...pipes);
      for (const pipe of pipes) pipe.say('x');
      expect(pipes.map((pipe) => pipe.content()).join('')).toBe('x'.repeat(400));
      world.end(keeperPid as Pid);
    }));

  it('is the same for a program that starts again, and ends when nothing has run for a while', () =>
    withTempDir((directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const { path, fd } = new Pipe(directory, 'a');
      keeper.opened(path, fd);
      keeper.closed(path);
      world.clock.advance(5000);
      keeper.opened(path, fd);
      world.clock.advance(60_000);
      expect(world.onFile).toEqual([CHANGING, FIRST_PID]);
      keeper.closed(path);
      world.clock.advance(60_000);
      expect(world.onFile).toEqual([CHANGING, FIRST_PID, null]);
      expect(world.living.size).toBe(0);
      closeSync(fd);
    }));

  it('keeps a pipe that took the place of one that it kept', () =>
    withTempDir((directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const before = new Pipe(directory, 'a');
      keeper.opened(before.path, before.fd);
      keeper.closed(before.path);
      rmSync(before.path);
      const after = new Pipe(directory, 'a');
      keeper.made(after.path);
      keeper.opened(after.path, after.fd);
      daemonDies(before, after);
      after.say('words');
      expect(after.content()).toBe('words');
      keeper.close();
    }));

  it('is replaced when it ends', () =>
    withTempDir((directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const pipe = new Pipe(directory, 'a');
      keeper.opened(pipe.path, pipe.fd);
      world.end(FIRST_PID as Pid);
      world.clock.advance(1000);
      expect([...world.living.keys()]).toEqual([FIRST_PID + 1]);
      pipe.say('words');
      daemonDies(pipe);
      expect(pipe.content()).toBe('words');
      keeper.close();
      expect(world.living.size).toBe(0);
    }));

  it.each([
    ['it has ended', (world: World) => world.end(FIRST_PID as Pid)],
    ['a second is over', (world: World) => world.clock.advance(1000)],
  ])('is waited for at the end of the daemon until %s', (_, happen) =>
    withTempDir(async (directory) => {
      const world = new World();
      const keeper = world.newKeeper();
      const pipe = new Pipe(directory, 'a');
      keeper.opened(pipe.path, pipe.fd);
      world.delayEnds();
      const order: string[] = [];
      const closed = keeper.close().then(() => order.push('closed'));
      await new Promise(setImmediate);
      order.push('happens');
      happen(world);
      await closed;
      expect(order).toEqual(['happens', 'closed']);
      closeSync(pipe.fd);
      for (const pid of world.living.keys()) world.end(pid);
    }),
  );

  it('goes when its successor keeps what it kept, also what nobody has opened again', () =>
    withTempDir((directory) => {
      const world = new World();
      const first = world.newKeeper();
      const [goesOn, isDown] = [new Pipe(directory, 'a'), new Pipe(directory, 'b')];
      for (const { path, fd } of [goesOn, isDown]) first.opened(path, fd);
      isDown.say('of a leftover');
      daemonDies(goesOn, isDown);
      goesOn.say('first');
      const second = world.newKeeper();
      second.adopt(FIRST, [goesOn.path, isDown.path]);
      const again = openReadEnd(goesOn.path);
      second.opened(goesOn.path, again);
      expect(world.living.size).toBe(2);
      expect(world.onFile.at(-1)).toBe(CHANGING);
      second.relieve();
      expect(world.onFile.at(-1)).toBe(FIRST_PID + 1);
      expect([...world.living.keys()]).toEqual([FIRST_PID + 1]);
      closeSync(again);
      expect([goesOn.content(), isDown.content()]).toEqual(['first', 'of a leftover']);
      world.end(toPid(FIRST_PID + 1));
    }));

  it('stays where there can be no other', () =>
    withTempDir((directory) => {
      const world = new World();
      const pipe = new Pipe(directory, 'a');
      world.newKeeper().opened(pipe.path, pipe.fd);
      world.refuseSpawns();
      const second = world.newKeeper();
      second.adopt(FIRST, [pipe.path]);
      second.opened(pipe.path, pipe.fd);
      second.relieve();
      expect([...world.living.keys()]).toEqual([FIRST_PID]);
      second.close();
      expect(world.living.size).toBe(0);
      closeSync(pipe.fd);
    }));
});
