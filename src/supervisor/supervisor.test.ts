import { beforeEach, describe, expect, it } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor, NO_FAMILY } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel, FakeRuntime } from '../../test/support/fake-runtime.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import type { ProcessConfig } from '../config/model.ts';
import { publicStateName } from '../core/process-state.ts';
import { SIGKILL, SIGTERM } from '../core/signals.ts';
import { type Pid, seconds } from '../core/units.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { Supervisor } from './supervisor.ts';

class World {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  readonly kernel = new FakeKernel();
  readonly runtimes = new Map<string, FakeRuntime>();
  readonly supervisor = aSupervisor({
    clock: this.clock,
    kernel: this.kernel,
    log: this.log,
    runtimeFor: (config) => {
      const runtime = new FakeRuntime(this.kernel);
      this.runtimes.set(config.name, runtime);
      return runtime;
    },
  });

  add(...processes: readonly ProcessConfig[]): void {
    for (const process of processes)
      this.supervisor.addGroup(aGroup([process], { priority: process.priority }));
  }

  process(name: string): ManagedProcess {
    const process = this.supervisor.group(name)?.process(name);
    if (process === undefined) throw new Error(`no process ${name}`);
    return process;
  }

  state(name: string): string {
    return publicStateName(this.process(name).state);
  }

  pid(name: string): Pid {
    const { state } = this.process(name);
    if (!('pid' in state)) throw new Error(`${name} has no child`);
    return state.pid;
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

describe('a process over time', () => {
  it('starts, is RUNNING after startsecs, and restarts in the turn in which its crash is seen', () => {
    world.add(aProcess());
    world.process('web').start();
    expect(world.state('web')).toBe('STARTING');
    world.clock.advance(1000);
    expect(world.state('web')).toBe('RUNNING');
    const first = world.pid('web');
    world.kernel.exit(first, { kind: 'exited', code: 1 });
    expect(world.state('web')).toBe('STARTING');
    expect(world.pid('web')).not.toBe(first);
    expect(world.log.lines).toEqual([
      "INFO spawned: 'web' with pid 100",
      'INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
      'WARN exited: web (exit status 1; not expected)',
      "INFO spawned: 'web' with pid 101",
    ]);
  });

  it('with startretries=3 gives up at the fourth quick exit, after waits of 1, 2 and 3 seconds', () => {
    world.add(aProcess());
    world.process('web').start();
    const startTimes: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      startTimes.push(world.clock.now());
      world.kernel.exit(world.pid('web'), { kind: 'exited', code: 0 });
      world.clock.advance((attempt + 1) * 1000);
    }
    expect(startTimes.map((time) => time - (startTimes[0] ?? 0))).toEqual([0, 1000, 3000, 6000]);
    expect(world.state('web')).toBe('FATAL');
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('escalates a stop to SIGKILL after stopwaitsecs', () => {
    world.add(aProcess({ stopwaitsecs: seconds(3) }));
    world.process('web').start();
    world.process('web').stop();
    world.clock.advance(2999);
    expect(world.kernel.signals.map(({ signal }) => signal)).toEqual([SIGTERM]);
    world.clock.advance(1);
    expect(world.kernel.signals.map(({ signal }) => signal)).toEqual([SIGTERM, SIGKILL]);
    world.kernel.exit(world.pid('web'), { kind: 'signaled', signal: SIGKILL, coreDumped: false });
    expect(world.state('web')).toBe('STOPPED');
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('reports while somebody waits for the stop, at once and every two seconds', async () => {
    world.add(aProcess());
    world.process('web').start();
    world.process('web').stop();
    const stopped = world.process('web').untilStopped({ signal: new AbortController().signal });
    world.clock.advance(4000);
    world.kernel.exit(world.pid('web'), { kind: 'exited', code: 0 });
    await stopped;
    expect(world.log.lines.filter((line) => line === 'INFO waiting for web to stop')).toHaveLength(3);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('a wait that is given up leaves nothing behind', async () => {
    world.add(aProcess());
    const controller = new AbortController();
    const change = world.process('web').nextChange({ signal: controller.signal });
    controller.abort(new Error('client left'));
    await expect(change).rejects.toThrow('client left');
  });
});

describe('groups', () => {
  it('are listed by priority, equal ones in the order in which they came', () => {
    world.add(aProcess({ name: 'b' }), aProcess({ name: 'a' }), aProcess({ name: 'first', priority: 1 }));
    expect(world.supervisor.groups().map((group) => group.name)).toEqual(['first', 'b', 'a']);
  });

  it('cannot be removed while a process is not stopped', () => {
    world.add(aProcess());
    world.process('web').start();
    expect(world.supervisor.removeGroup('web')).toBe('still-running');
    world.process('web').stop();
    world.kernel.exit(world.pid('web'), { kind: 'exited', code: 0 });
    expect(world.supervisor.removeGroup('web')).toBe('removed');
    expect(world.runtimes.get('web')?.isClosed).toBe(true);
    expect(world.supervisor.removeGroup('web')).toBe('unknown');
  });

  it('stays while a process of it could not be sent its stop signal, and runs', () => {
    world.add(aProcess());
    world.process('web').start();
    const pid = world.pid('web');
    const runtime = world.runtimes.get('web') as FakeRuntime;
    runtime.signalOutcome = { kind: 'failed', errno: 'EPERM' };
    world.process('web').stop();
    expect(world.state('web')).toBe('UNKNOWN');
    expect(world.supervisor.removeGroup('web')).toBe('still-running');
    world.kernel.exit(pid, { kind: 'exited', code: 0 });
    expect(world.supervisor.removeGroup('web')).toBe('removed');
  });

  it('start what has autostart and nothing else', async () => {
    world.add(aProcess({ name: 'a' }), aProcess({ name: 'b', autostart: false }));
    await world.supervisor.startAutomatic(world.supervisor.groups());
    expect([world.state('a'), world.state('b')]).toEqual(['STARTING', 'STOPPED']);
  });
});

describe('shutdown', () => {
  const exit = (name: string) => {
    world.kernel.exit(world.pid(name), { kind: 'signaled', signal: SIGTERM, coreDumped: false });
    world.clock.settle();
  };

  it('stops groups of one priority together, higher numbers first', async () => {
    world.add(
      aProcess({ name: 'db', priority: 1 }),
      aProcess({ name: 'web', priority: 2 }),
      aProcess({ name: 'worker', priority: 2 }),
    );
    await world.supervisor.startAutomatic(world.supervisor.groups());
    world.supervisor.requestShutdown();
    expect(world.supervisor.state).toBe('SHUTDOWN');
    world.clock.settle();
    expect([world.state('db'), world.state('web'), world.state('worker')]).toEqual([
      'STARTING',
      'STOPPING',
      'STOPPING',
    ]);
    expect(world.log.lines.at(-1)).toBe('INFO waiting for db, web, worker to die');
    exit('web');
    expect(world.state('db')).toBe('STARTING');
    exit('worker');
    expect(world.state('db')).toBe('STOPPING');
    exit('db');
    await expect(world.supervisor.ended()).resolves.toBe('SHUTDOWN');
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('repeats the report every three seconds', () => {
    world.add(aProcess());
    world.process('web').start();
    world.supervisor.requestShutdown();
    world.clock.advance(6000);
    expect(world.log.lines.filter((line) => line === 'INFO waiting for web to die')).toHaveLength(3);
  });

  it('ends at once, without a report, when nothing runs', async () => {
    world.add(aProcess());
    world.supervisor.requestShutdown();
    world.clock.settle();
    await expect(world.supervisor.ended()).resolves.toBe('SHUTDOWN');
    expect(world.log.lines).toEqual([]);
  });

  it('starts nothing any more, not even a process that waits for its next attempt', () => {
    world.add(aProcess({ name: 'low', priority: 1 }), aProcess({ name: 'high', priority: 2 }));
    world.process('low').start();
    world.kernel.exit(world.pid('low'), { kind: 'exited', code: 1 });
    world.process('high').start();
    world.supervisor.requestShutdown();
    world.clock.advance(5000);
    expect(world.state('low')).toBe('BACKOFF');
    exit('high');
    expect(world.state('low')).toBe('FATAL');
  });

  it('a shutdown overrides a restart, and a restart never a shutdown', async () => {
    expect(world.supervisor.requestRestart()).toBe(true);
    world.supervisor.requestShutdown();
    expect(world.supervisor.requestRestart()).toBe(false);
    world.clock.settle();
    await expect(world.supervisor.ended()).resolves.toBe('SHUTDOWN');
  });
});

describe('a process that another takes the place of', () => {
  it('hands on how it ended, and what it left and is ended before the next start', () => {
    const { clock, log, kernel } = world;
    const left = { description: '7 (sh)', areDetached: false };
    const happened: string[] = [];
    const supervisor = aSupervisor({
      clock,
      log,
      kernel,
      familyFor: () => ({
        ...NO_FAMILY,
        afterExit: () => ({ kind: 'ended', leftovers: left }),
        leftovers: () => left,
        clear: () => happened.push('cleared'),
        reconfigure: ({ command }) => happened.push(command),
        close: () => happened.push('closed'),
      }),
    });
    const group = supervisor.addGroup(aGroup([aProcess({ autorestart: false })]));
    const [old] = group.processes();
    old?.start();
    clock.advance(1000);
    const [main] = kernel.livePids();
    if (old === undefined || main === undefined) throw new Error('not started');
    kernel.exit(main, { kind: 'exited', code: 3 });
    const next = supervisor.replaceProcess(group, old, aProcess({ command: 'x', autorestart: false }));
    expect(next.past.lastEnd).toMatchObject({ kind: 'run', pid: main, status: { code: 3 } });
    next.start();
    expect(happened).toEqual(['x', 'cleared']);
  });
});

describe('a group that is added', () => {
  function supervisorOf(runtimeFor: (name: string) => FakeRuntime): Supervisor {
    const { clock, kernel } = world;
    return aSupervisor({ clock, kernel, runtimeFor: ({ name }) => runtimeFor(name) });
  }

  it('is not there when one of its processes cannot be made, and the others let go of what they hold', () => {
    const made: FakeRuntime[] = [];
    const supervisor = supervisorOf((name) => {
      if (name === 'bad') throw new Error('taken');
      made.push(new FakeRuntime(world.kernel));
      return made.at(-1) as FakeRuntime;
    });
    const group = aGroup([aProcess({ name: 'good' }), aProcess({ name: 'bad' })]);
    expect(() => supervisor.addGroup(group)).toThrow('taken');
    expect(supervisor.groups()).toEqual([]);
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it('closes the earlier of two processes of one name', () => {
    const made: FakeRuntime[] = [];
    const supervisor = supervisorOf(() => {
      made.push(new FakeRuntime(world.kernel));
      return made.at(-1) as FakeRuntime;
    });
    supervisor.addGroup(aGroup([aProcess(), aProcess()]));
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });
});
