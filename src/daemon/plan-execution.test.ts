import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel, FakeRuntime } from '../../test/support/fake-runtime.ts';
import { sampleListener } from '../../test/support/sample-config.ts';
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import { makePlan } from '../config/plan.ts';
import { pidOf } from '../core/process-state.ts';
import { monotonicTime, type Pid, seconds } from '../core/units.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import { PlanExecution, type PlanFailure } from './plan-execution.ts';

const END = { kind: 'exited', code: 0 } as const;

/** A supervisor with fake processes that can be brought to another configuration. */
class World {
  readonly clock = new FakeClock();
  readonly kernel = new FakeKernel();
  readonly runtimes: { readonly command: string; readonly runtime: FakeRuntime }[] = [];
  /** Making the system's side of a process with this command fails. */
  brokenCommand: string | null = null;
  onRuntime: (runtime: FakeRuntime) => void = () => undefined;
  readonly supervisor = aSupervisor({
    clock: this.clock,
    kernel: this.kernel,
    runtimeFor: ({ command }) => {
      if (command === this.brokenCommand) throw new Error('EACCES: no log');
      const runtime = new FakeRuntime(this.kernel);
      this.runtimes.push({ command, runtime });
      this.onRuntime(runtime);
      return runtime;
    },
  });

  /** Groups in use, with everything RUNNING that starts by itself. */
  use(...groups: readonly GroupConfig[]): void {
    for (const group of groups) {
      for (const process of this.supervisor.addGroup(group).processes()) {
        if (process.config.autostart) process.start();
      }
    }
    this.clock.advance(1000);
  }

  apply(...next: readonly GroupConfig[]): Promise<readonly PlanFailure[]> {
    const plan = makePlan({
      active: this.configs(),
      next,
      isWantedUp: (group, process) => this.process(group, process).isWantedUp,
    });
    return new PlanExecution(this.supervisor).run(plan);
  }

  configs(): readonly GroupConfig[] {
    return this.supervisor.groups().map(({ config }) => config);
  }

  process(group: string, name = group): ManagedProcess {
    const process = this.supervisor.group(group)?.process(name);
    if (process === undefined) throw new Error(`no process ${group}:${name}`);
    return process;
  }

  pid(group: string, name = group): Pid | null {
    return pidOf(this.process(group, name).state);
  }

  /** Its child exits, as one does that was sent its stop signal. */
  exit(group: string, name = group): void {
    const pid = this.pid(group, name);
    if (pid === null) throw new Error(`${group}:${name} has no child`);
    this.kernel.exit(pid, END);
  }

  stopByHand(group: string, name = group): void {
    this.process(group, name).stop();
    this.exit(group, name);
  }
}

const group = (...processes: readonly Partial<ProcessConfig>[]) =>
  aGroup(
    processes.map((process) => aProcess({ ...process, group: 'g' })),
    { name: 'g' },
  );

let world: World;
beforeEach(() => {
  world = new World();
});

describe('a process whose command changed', () => {
  it('is stopped, made anew and started, and its siblings keep their pids', async () => {
    world.use(group({ name: 'a' }, { name: 'b' }));
    const [a, b] = [world.pid('g', 'a'), world.pid('g', 'b')];
    const next = group({ name: 'a', command: 'new' }, { name: 'b' });
    const applied = world.apply(next);
    expect(world.kernel.signals.map(({ pid }) => pid)).toEqual([a]);
    world.exit('g', 'a');
    expect(await applied).toEqual([]);
    expect(world.pid('g', 'a')).not.toBe(a);
    expect(world.pid('g', 'b')).toBe(b);
    expect(world.configs()).toEqual([next]);
    expect(world.runtimes.map(({ command, runtime }) => [command, runtime.isClosed])).toEqual([
      ['/bin/sleep 1000', true],
      ['/bin/sleep 1000', false],
      ['new', false],
    ]);
  });

  it('is stopped under its old policy and lives under the new one', async () => {
    world.use(group({ name: 'a' }));
    const applied = world.apply(group({ name: 'a', command: 'new', stopwaitsecs: seconds(60) }));
    world.clock.advance(10_000);
    expect(world.kernel.signals.map(({ signal }) => signal)).toEqual([15, 9]);
    world.exit('g', 'a');
    await applied;
    expect(world.process('g', 'a').config.stopwaitsecs).toBe(60);
  });

  it.each<[string, () => void, string]>([
    ['was stopped by hand stays STOPPED', () => world.stopByHand('g', 'a'), 'STOPPED'],
    ['exited and was to stay so stays EXITED', () => world.exit('g', 'a'), 'EXITED'],
  ])('and that %s, with its history', async (_, act, state) => {
    world.use(group({ name: 'a' }));
    act();
    const before = world.process('g', 'a').state;
    expect(await world.apply(group({ name: 'a', command: 'new' }))).toEqual([]);
    expect(world.process('g', 'a').state).toEqual(before);
    expect(world.process('g', 'a').state.name).toBe(state);
    expect(world.process('g', 'a').config.command).toBe('new');
  });

  it('and that was given up on is tried again', async () => {
    world.use(group({ name: 'a', startretries: 0, startsecs: seconds(5) }));
    world.exit('g', 'a');
    expect(world.process('g', 'a').state.name).toBe('FATAL');
    await world.apply(group({ name: 'a', startretries: 0, startsecs: seconds(5), command: 'new' }));
    expect(world.process('g', 'a').state.name).toBe('STARTING');
  });

  it('goes on under the old configuration when the new one cannot be had', async () => {
    world.use(group({ name: 'a' }));
    world.brokenCommand = 'new';
    const applied = world.apply(group({ name: 'a', command: 'new' }));
    world.exit('g', 'a');
    expect(await applied).toEqual([{ group: 'g', process: 'a', message: 'not changed: EACCES: no log' }]);
    expect(world.process('g', 'a').state.name).toBe('STARTING');
    expect(world.process('g', 'a').config.command).toBe('/bin/sleep 1000');
  });

  it('is reported when nobody knows whether it has stopped', async () => {
    world.use(group({ name: 'a' }));
    for (const { runtime } of world.runtimes) runtime.signalOutcome = { kind: 'failed', errno: 'EPERM' };
    const [failure] = await world.apply(group({ name: 'a', command: 'new' }));
    expect(failure?.message).toContain('could not be stopped');
    expect(world.process('g', 'a').config.command).toBe('/bin/sleep 1000');
  });
});

describe('policy', () => {
  it('changes at once, without a signal', async () => {
    world.use(group({ name: 'a' }, { name: 'b' }));
    const pids = world.kernel.livePids();
    const next = group({ name: 'a', stopwaitsecs: seconds(60), autorestart: true }, { name: 'b' });
    expect(await world.apply(next)).toEqual([]);
    expect(world.kernel.livePids()).toEqual(pids);
    expect(world.kernel.signals).toEqual([]);
    expect(world.configs()).toEqual([next]);
    world.exit('g', 'a');
    expect(world.process('g', 'a').state.name).toBe('STARTING');
  });

  it('reaches a start and a stop under way', async () => {
    world.use(
      aGroup([aProcess({ name: 'slow', startsecs: seconds(100) })]),
      aGroup([aProcess({ name: 'deaf' })]),
    );
    world.process('deaf').stop();
    expect(world.process('slow').state.name).toBe('STARTING');
    await world.apply(
      aGroup([aProcess({ name: 'slow', startsecs: seconds(1) })]),
      aGroup([aProcess({ name: 'deaf', stopwaitsecs: seconds(2) })]),
    );
    world.clock.advance(2000);
    expect(world.process('slow').state.name).toBe('RUNNING');
    expect(world.kernel.signals.map(({ signal }) => signal)).toEqual([15, 9]);
  });

  it('of a group changes the order of groups', async () => {
    const [a, b] = [aGroup([aProcess({ name: 'a' })]), aGroup([aProcess({ name: 'b' })])];
    world.use(a, b);
    await world.apply({ ...a, priority: 1000 }, b);
    expect(world.supervisor.groups().map(({ name }) => name)).toEqual(['b', 'a']);
    expect(world.kernel.signals).toEqual([]);
  });
});

describe('more and fewer processes', () => {
  it('a group gains some in the order of the configuration', async () => {
    world.use(group({ name: 'a' }, { name: 'c' }));
    const pids = world.kernel.livePids();
    const next = group({ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd', autostart: false });
    expect(await world.apply(next)).toEqual([]);
    expect(world.configs()).toEqual([next]);
    expect(world.kernel.livePids()).toHaveLength(3);
    expect(world.kernel.livePids()).toEqual(expect.arrayContaining([...pids]));
    expect(world.process('g', 'd').state.name).toBe('STOPPED');
  });

  it('a group loses some and keeps the others', async () => {
    world.use(group({ name: 'a' }, { name: 'b' }));
    const a = world.pid('g', 'a');
    const applied = world.apply(group({ name: 'a' }));
    world.exit('g', 'b');
    expect(await applied).toEqual([]);
    expect(world.kernel.livePids()).toEqual([a]);
    expect(world.configs()).toEqual([group({ name: 'a' })]);
  });

  it('removed ones have gone before new ones start', async () => {
    world.use(aGroup([aProcess({ name: 'old' })]));
    const applied = world.apply(aGroup([aProcess({ name: 'new' })]));
    await Promise.resolve();
    expect(world.supervisor.group('new')).toBeUndefined();
    world.exit('old');
    expect(await applied).toEqual([]);
    expect(world.supervisor.groups().map(({ name }) => name)).toEqual(['new']);
    expect(world.process('new').state.name).toBe('STARTING');
  });
});

it('a pool whose events changed is made anew as a whole; what was down stays down', async () => {
  const pool = (events: readonly string[]) =>
    sampleListener({
      name: 'pool',
      events,
      processes: ['a', 'b'].map((name) => aProcess({ name, group: 'pool' })),
    });
  world.use(pool(['TICK_5']));
  world.stopByHand('pool', 'b');
  const applied = world.apply(pool(['TICK_60']));
  world.exit('pool', 'a');
  expect(await applied).toEqual([]);
  expect(world.process('pool', 'a').state.name).toBe('STARTING');
  expect(world.process('pool', 'b').state.name).toBe('STOPPED');
  expect(world.configs()).toEqual([pool(['TICK_60'])]);
});

describe('other requests meanwhile', () => {
  it('a shutdown wins: nothing is made anew or started', async () => {
    world.use(group({ name: 'a' }));
    const applied = world.apply(group({ name: 'a', command: 'new' }, { name: 'b' }));
    world.supervisor.requestShutdown();
    world.clock.settle();
    world.exit('g', 'a');
    expect((await applied).map(({ message }) => message)).toEqual([
      'the daemon shuts down',
      'the daemon shuts down',
    ]);
    expect(world.kernel.livePids()).toEqual([]);
  });

  it('two at a time restart a process once', async () => {
    world.use(group({ name: 'a' }));
    const next = group({ name: 'a', command: 'new' });
    const [first, second] = [world.apply(next), world.apply(next)];
    world.exit('g', 'a');
    expect(await first).toEqual([]);
    expect((await second).map(({ message }) => message)).toEqual(['another request changed it meanwhile']);
    expect(world.kernel.livePids()).toHaveLength(1);
  });

  it('a start that fails is reported', async () => {
    world.use();
    world.onRuntime = (runtime) => runtime.failNextSpawn("can't find command 'x'", 'no-file');
    expect(await world.apply(group({ name: 'a' }))).toEqual([
      { group: 'g', process: 'a', message: "not started: can't find command 'x'" },
    ]);
    expect(world.process('g', 'a').state.name).toBe('BACKOFF');
  });
});

it('gives other work a turn while many processes come', async () => {
  world.use(group({ name: 'a' }));
  let now = world.clock.now();
  vi.spyOn(world.clock, 'now').mockImplementation(() => {
    now = monotonicTime(now + 6);
    return now;
  });
  const applied = world.apply(group({ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }));
  expect(world.supervisor.group('g')?.processes()).toHaveLength(2);
  for (let turn = 0; turn < 10; turn += 1) {
    world.clock.advance(1000);
    await Promise.resolve();
  }
  expect(await applied).toEqual([]);
  expect(world.supervisor.group('g')?.processes()).toHaveLength(4);
  expect(world.pid('g', 'd')).not.toBeNull();
});
