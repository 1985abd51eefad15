import { beforeEach, describe, expect, it } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel, FakeRuntime } from '../../test/support/fake-runtime.ts';
import { MemoryLog } from '../../test/support/memory-log.ts';
import type { ListenerGroupConfig } from '../config/model.ts';
import { pidOf } from '../core/process-state.ts';
import { SIGTERM } from '../core/signals.ts';
import { seconds } from '../core/units.ts';
import { SerialCounter } from '../events/event-bus.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import { EventSystem } from './event-system.ts';

function listeners(...events: readonly string[]): ListenerGroupConfig {
  const process = aProcess({ name: 'ear', group: 'ears', startsecs: seconds(0), priority: -1 });
  return {
    ...aGroup([process], { name: 'ears', priority: -1 }),
    kind: 'eventlistener',
    bufferSize: 50,
    events,
    resultHandler: 'supervisor.dispatchers:default_handler',
  };
}

class World {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  readonly printed: string[] = [];
  readonly kernel = new FakeKernel();
  readonly runtimes = new Map<string, FakeRuntime>();
  readonly events = new EventSystem({
    clock: this.clock,
    log: this.log,
    serials: new SerialCounter(),
    identifier: 'supervisor',
    print: (text) => this.printed.push(text),
  });
  readonly supervisor = aSupervisor({
    clock: this.clock,
    kernel: this.kernel,
    log: this.log,
    runtimeFor: ({ name }) => {
      const runtime = new FakeRuntime(this.kernel);
      this.runtimes.set(name, runtime);
      return runtime;
    },
    beforeStopping: (groups) => this.events.untilDelivered(groups),
  });

  constructor() {
    this.events.attach(this.supervisor);
  }

  process(name: string, group = name): ManagedProcess {
    const process = this.supervisor.group(group)?.process(name);
    if (process === undefined) throw new Error(`no process ${name}`);
    return process;
  }

  get ear(): ManagedProcess {
    return this.process('ear', 'ears');
  }

  say(text: string): void {
    this.events.listenerSaid({ process: 'ear', group: 'ears' }, Buffer.from(text));
    this.clock.settle();
  }

  exit(process: ManagedProcess): void {
    const child = pidOf(process.state);
    if (child === null) throw new Error(`${process.name} has no child`);
    this.kernel.exit(child, { kind: 'signaled', signal: SIGTERM, coreDumped: false });
    this.clock.settle();
  }

  /** Lets the listener take everything that waits; answers what it got since it was last asked, without the numbers. */
  heard(): readonly string[] {
    const runtime = this.runtimes.get('ear');
    if (runtime === undefined) throw new Error('no listener');
    const heard: string[] = [];
    for (; runtime.stdin !== ''; this.say('RESULT 2\nOKREADY\n')) {
      const [, name, payload] = /eventname:(\S+) len:\d+\n(.*)$/s.exec(runtime.stdin) ?? [];
      heard.push(`${name} ${payload}`);
      runtime.stdin = '';
    }
    return heard;
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

/** With a listener that is up and has heard everything. */
function begin(...events: readonly string[]): void {
  world.supervisor.addGroup(listeners(...events));
  world.ear.start();
  world.say('READY\n');
  world.heard();
}

describe('the events of the daemon', () => {
  it('begin with the groups, the own one included', () => {
    world.supervisor.addGroup(listeners('EVENT'));
    world.supervisor.addGroup(aGroup([aProcess()]));
    world.events.announceRunning();
    world.ear.start();
    world.say('READY\n');
    expect(world.heard()).toEqual([
      'PROCESS_GROUP_ADDED groupname:ears\n',
      'PROCESS_GROUP_ADDED groupname:web\n',
      'SUPERVISOR_STATE_CHANGE_RUNNING ',
      'PROCESS_STATE_STARTING processname:ear groupname:ears from_state:STOPPED tries:0',
      'PROCESS_STATE_RUNNING processname:ear groupname:ears from_state:STARTING pid:100',
    ]);
  });

  it('come after those that waited under an earlier daemon, and are counted on', () => {
    const waits = { name: 'REMOTE_COMMUNICATION', payload: 'type:a\nb', serial: 0, poolSerial: 4 };
    world.events.restorePool('ears', { accepted: 5, events: [waits], listeners: new Map() });
    world.supervisor.addGroup(listeners('REMOTE_COMMUNICATION', 'PROCESS_GROUP'));
    expect(world.events.pools()).toMatchObject([{ accepted: 6 }]);
    world.events.goOn();
    world.ear.start();
    world.say('READY\n');
    expect(world.heard()).toEqual(['REMOTE_COMMUNICATION type:a\nb', 'PROCESS_GROUP_ADDED groupname:ears\n']);
  });

  it('tell of groups that go, and of messages from outside and from programs', () => {
    world.supervisor.addGroup(aGroup([aProcess()]));
    begin('EVENT');
    world.supervisor.removeGroup('web');
    world.events.remoteCommunication('greeting', 'hello');
    const origin = { process: 'web', group: 'web', pid: 7, channel: 'stdout' as const };
    world.events.logged(origin, Buffer.from('line\n'));
    world.events.communicated({ ...origin, channel: 'stderr' }, Buffer.from('note'));
    world.clock.settle();
    expect(world.heard()).toEqual([
      'PROCESS_GROUP_REMOVED groupname:web\n',
      'REMOTE_COMMUNICATION type:greeting\nhello',
      'PROCESS_LOG_STDOUT processname:web groupname:web pid:7 channel:stdout\nline\n',
      'PROCESS_COMMUNICATION_STDERR processname:web groupname:web pid:7\nnote',
    ]);
  });

  it('give the event of a listener that dies to the process that comes in its place', () => {
    begin('REMOTE_COMMUNICATION');
    world.events.remoteCommunication('a', 'b');
    world.clock.settle();
    world.ear.stop();
    world.exit(world.ear);
    const group = world.supervisor.group('ears');
    if (group === undefined) throw new Error('no group');
    world.supervisor.replaceProcess(group, world.ear, { ...world.ear.config, directory: '/' });
    world.ear.start();
    world.say('READY\n');
    expect(world.heard()).toEqual(['REMOTE_COMMUNICATION type:a\nb']);
  });

  it('are not kept for a pool that was taken out of use', () => {
    begin('TICK');
    world.ear.stop();
    world.exit(world.ear);
    expect(world.supervisor.removeGroup('ears')).toBe('removed');
    expect(world.events.pools()).toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);
  });
});

describe('a shutdown', () => {
  it('waits until the listeners have heard what went before', async () => {
    world.supervisor.addGroup(aGroup([aProcess()]));
    begin('EVENT');
    world.process('web').start();
    world.clock.advance(1000);
    world.heard();
    world.supervisor.requestShutdown();
    world.clock.settle();
    world.exit(world.process('web'));
    expect(world.ear.state.name).toBe('RUNNING');
    expect(world.heard().map((text) => text.split(' ')[0])).toEqual([
      'SUPERVISOR_STATE_CHANGE_STOPPING',
      'PROCESS_STATE_STOPPING',
      'PROCESS_STATE_STOPPED',
    ]);
    await Promise.resolve();
    expect(world.ear.state.name).toBe('STOPPING');
    world.exit(world.ear);
    await expect(world.supervisor.ended()).resolves.toBe('SHUTDOWN');
  });

  it('does not wait for a listener that hangs', async () => {
    begin('EVENT');
    world.supervisor.requestShutdown();
    world.clock.advance(999);
    expect(world.ear.state.name).toBe('RUNNING');
    world.clock.advance(1);
    await Promise.resolve();
    expect(world.ear.state.name).toBe('STOPPING');
  });
});
