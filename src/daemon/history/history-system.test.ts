import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aGroup, aProcess } from '../../../test/support/a-program.ts';
import { aSupervisor } from '../../../test/support/a-supervisor.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { FakeKernel, FakeRuntime } from '../../../test/support/fake-runtime.ts';
import { MemoryLog } from '../../../test/support/memory-log.ts';
import { sampleConfig, sampleDaemon } from '../../../test/support/sample-config.ts';
import { makeTempDir, type TempDir } from '../../../test/support/temp-dir.ts';
import type { Caller } from '../../core/caller.ts';
import { historySentence } from '../../core/history-sentence.ts';
import { pidOf } from '../../core/process-state.ts';
import { signalNumber } from '../../core/units.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { HistorySystem } from './history-system.ts';

const ANN: Caller = { kind: 'remote', address: '10.0.0.7:1', login: 'ann' };

class World {
  readonly clock = new FakeClock();
  readonly kernel = new FakeKernel();
  readonly log = new MemoryLog();
  readonly runtimes: FakeRuntime[] = [];
  readonly system: HistorySystem;
  readonly supervisor: Supervisor;

  constructor(directory: string) {
    const logfile = { kind: 'file', path: join(directory, 'supervisord.log') } as const;
    this.system = new HistorySystem({
      machine: { clock: this.clock },
      config: sampleConfig({ daemon: sampleDaemon({ logfile }) }),
      instance: { runDirectory: directory },
      log: this.log,
    });
    this.supervisor = aSupervisor({
      clock: this.clock,
      kernel: this.kernel,
      log: this.log,
      runtimeFor: () => {
        const runtime = new FakeRuntime(this.kernel);
        this.runtimes.push(runtime);
        return runtime;
      },
      mayAutostart: ({ group, name }) => !this.system.disabled.isDisabled(group, name),
    });
    this.system.attach(this.supervisor);
  }

  add(...names: readonly string[]): void {
    for (const name of names) this.supervisor.addGroup(aGroup([aProcess({ name, group: name })]));
  }

  process(name: string) {
    const process = this.supervisor.group(name)?.process(name);
    if (process === undefined) throw new Error(`no process ${name}`);
    return process;
  }

  exit(name: string, code: number): void {
    const pid = pidOf(this.process(name).state);
    if (pid === null) throw new Error(`${name} has no child`);
    this.kernel.exit(pid, { kind: 'exited', code });
  }

  command(verb: string, method: string, targets: readonly string[] = []): void {
    this.system.noteCommand({ verb, method, targets, detail: '', isAboutProcesses: true }, () => ANN);
  }

  async told(): Promise<readonly string[]> {
    const entries = await this.system.query({ about: null, since: 0, limit: 100 });
    return entries.map((entry) => {
      const { subject, text } = historySentence(entry);
      return `${subject}: ${text}`;
    });
  }
}

let directory: TempDir;
let world: World;

beforeEach(() => {
  directory = makeTempDir();
  world = new World(directory.path);
});

afterEach(() => directory.remove());

const STARTED = `vigild: started with pid ${process.pid}`;

describe('what is told', () => {
  test('the life of a process, its exit before the start that follows', async () => {
    world.add('web');
    world.system.begin();
    world.process('web').start();
    world.clock.advance(4200);
    world.exit('web', 3);
    world.clock.advance(1000);
    world.process('web').stop();
    world.exit('web', 0);
    expect(await world.told()).toEqual([
      STARTED,
      'web: started with pid 100',
      'web: running',
      'web: exited: exit status 3 (not expected), after 4.2 s',
      'web: started with pid 101',
      'web: running',
      'web: stopped: exit status 0, after 1.0 s',
    ]);
  });

  test('why a start fails, and that it was given up', async () => {
    world.add('web');
    world.system.begin();
    world.runtimes[0]?.failNextSpawn("can't find command", 'no-file');
    world.process('web').start();
    world.clock.advance(1000);
    for (const pause of [2000, 3000]) {
      world.exit('web', 1);
      world.clock.advance(pause);
    }
    world.exit('web', 1);
    const quick = 'web: exited too quickly: exit status 1, after 0.0 s';
    const told = await world.told();
    expect(told.slice(1, 3)).toEqual(["web: did not start: can't find command", 'web: started with pid 100']);
    expect(told.filter((line) => line === quick).length).toBeGreaterThan(0);
    expect(told.at(-1)).toBe('web: given up, FATAL: Exited too quickly (process log may have details)');
  });

  test('groups that come and go while it runs, signals, and the end', async () => {
    world.add('web');
    world.system.begin();
    world.add('db');
    world.supervisor.removeGroup('web');
    world.system.signalled('SIGTERM');
    world.system.end();
    expect(await world.told()).toEqual([
      STARTED,
      'db:*: group added',
      'web:*: group removed',
      'vigild: got SIGTERM',
      `vigild: stopped, pid ${process.pid}`,
    ]);
  });

  test('a process that runs already when the daemon begins', async () => {
    world.add('web');
    world.process('web').start();
    world.system.begin();
    expect((await world.told()).at(-1)).toBe('web: still runs, with pid 100');
  });

  test('the end of a daemon that could not say it', async () => {
    world.system.begin();
    world.system.history.flush();
    const next = new World(directory.path);
    next.system.begin();
    const [, died] = await next.told();
    expect(died).toMatch(
      new RegExp(`^vigild: the daemon before, pid ${process.pid}, ended without saying so`),
    );
    next.system.end();
    const last = new World(directory.path);
    last.system.begin();
    expect((await last.told()).filter((line) => line.includes('without saying so'))).toHaveLength(1);
  });

  test('an exit by a signal', async () => {
    world.add('web');
    world.process('web').start();
    const signal = signalNumber(9);
    const [pid] = world.kernel.livePids();
    if (pid === undefined) throw new Error('no child');
    world.kernel.exit(pid, { kind: 'signaled', signal, coreDumped: false });
    expect((await world.told())[1]).toBe('web: exited too quickly: terminated by SIGKILL, after 0.0 s');
  });
});

describe('commands', () => {
  test('each is told with its caller', async () => {
    world.add('web', 'db');
    world.command('stop', 'stopProcess', ['web']);
    world.command('start', 'startAllProcesses');
    world.command('signal', 'signalProcessGroup', ['db:*']);
    expect(await world.told()).toEqual([
      'web: stopProcess web by ann (10.0.0.7:1)',
      'all: startAllProcesses by ann (10.0.0.7:1)',
      'db:*: signalProcessGroup db:* by ann (10.0.0.7:1)',
    ]);
  });

  test('text to a standard input is told once a minute', async () => {
    world.add('cat');
    for (let line = 0; line < 5; line += 1) {
      world.command('stdin', 'sendProcessStdin', ['cat']);
      world.clock.advance(20_000);
    }
    expect(await world.told()).toHaveLength(2);
  });
});

describe('what is disabled', () => {
  test('a list that cannot be read keeps the daemon from starting', () => {
    const path = join(directory.path, 'supervisord.log.disabled');
    mkdirSync(path);
    expect(() => new World(directory.path)).toThrow(
      `Cannot read the list of disabled programs "${path}": EISDIR`,
    );
  });

  test('does not start by itself, in the next daemon either, until it is enabled', async () => {
    world.add('web', 'db');
    expect(world.system.switchProcesses(['web:web'], 'disabled')).toEqual({ kind: 'saved' });
    const next = new World(directory.path);
    next.add('web', 'db');
    await next.supervisor.startAutomatic(next.supervisor.groups());
    expect(['web', 'db'].map((name) => next.process(name).state.name)).toEqual(['STOPPED', 'STARTING']);
    expect(next.system.disabledProcesses()).toEqual(['web:web']);
    next.system.switchProcesses(['web:web'], 'enabled');
    await next.supervisor.startAutomatic(next.supervisor.groups());
    expect(next.process('web').state.name).toBe('STARTING');
  });
});

test('a signal or a command that comes before the daemon is up does not make the one before a dead one', async () => {
  world.system.begin();
  world.system.end();
  const next = new World(directory.path);
  next.system.signalled('SIGHUP');
  next.command('other', 'reloadConfig');
  next.system.begin();
  const told = await next.told();
  expect(told.filter((line) => line.includes('ended without saying so'))).toEqual([]);
  expect(told.at(-1)).toBe(STARTED);
});
