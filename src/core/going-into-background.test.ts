/**
 * Every way in which the steps of a program that goes into the background and the looks of the daemon can fall between
 * each other. A look sees what `/proc` shows at that moment, and all ends since the last one.
 */
import { describe, expect, it } from 'vitest';
import { type Candidate, isPassing, successorOf } from './main-process.ts';
import { milliseconds, pid as toPid } from './units.ts';

/** What the processes do, one after the other; `await X`: waits until X has nothing more to do. */
type Step = 'setsid' | 'exit' | `fork ${string}` | `await ${string}` | 'work';
type Program = Readonly<Record<string, readonly Step[]>>;

interface Process {
  readonly name: string;
  readonly parent: string | null;
  readonly session: string;
  readonly age: number;
  readonly done: number;
  readonly isAlive: boolean;
}

interface World {
  readonly processes: readonly Process[];
  readonly main: string;
  readonly mainSession: string;
  readonly isFollowed: boolean;
}

const DAEMON = 'vigild';
const STARTSECS = milliseconds(1000);

const START: World = {
  processes: [{ name: 'A', parent: DAEMON, session: DAEMON, age: 0, done: 0, isAlive: true }],
  main: 'A',
  mainSession: DAEMON,
  isFollowed: false,
};

const named = ({ processes }: World, name: string) => processes.find((process) => process.name === name);
const pidOf = (name: string) => toPid(name === DAEMON ? 1 : 100 + name.charCodeAt(0));

function withProcess(world: World, changed: Process): World {
  const processes = world.processes.map((process) => (process.name === changed.name ? changed : process));
  return { ...world, processes };
}

/** The world after the next step of this process, null when it has none that it can take now. */
function step(world: World, process: Process, program: Program): World | null {
  const next = program[process.name]?.[process.done];
  if (next === undefined || !process.isAlive) return null;
  const [what, whom = ''] = next.split(' ');
  const moved = { ...process, done: process.done + 1 };
  switch (what) {
    case 'setsid':
      return withProcess(world, { ...moved, session: process.name });
    case 'exit':
      return withProcess(world, { ...moved, isAlive: false });
    case 'fork': {
      const { name, session } = process;
      const age = world.processes.length;
      const child: Process = { name: whom, parent: name, session, age, done: 0, isAlive: true };
      return { ...withProcess(world, moved), processes: [...withProcess(world, moved).processes, child] };
    }
    case 'await': {
      const isReady = named(world, whom)?.done === program[whom]?.length;
      return isReady ? withProcess(world, moved) : null;
    }
    default:
      return withProcess(world, moved);
  }
}

/** The daemon asks who the main process is, if the one that was has gone. */
function look(world: World): World {
  if (named(world, world.main)?.isAlive !== false) return world;
  const isOrphan = ({ parent }: Process) =>
    parent === DAEMON || named(world, parent ?? '')?.isAlive === false;
  const candidates = world.processes
    .filter((process) => process.isAlive && isOrphan(process))
    .map(
      ({ name, session, age }): Candidate => ({
        pid: pidOf(name),
        session: pidOf(session),
        startTicks: age,
        isSameProgram: false,
        isCalledTheSame: true,
      }),
    );
  const successor = successorOf(candidates, {
    status: { kind: 'exited', code: 0 },
    main: pidOf(world.main),
    mainSession: pidOf(world.mainSession),
    ownSession: pidOf(DAEMON),
    named: null,
    isYoung: true,
    isPassing: isPassing(world.isFollowed ? milliseconds(0) : null, STARTSECS),
  });
  const next = world.processes.find(({ name }) => pidOf(name) === successor?.pid);
  // Nobody yet: the daemon waits, and looks again.
  if (next === undefined) return world;
  return look({ ...world, main: next.name, mainSession: next.session, isFollowed: true });
}

/** All main processes that the daemon may believe in when everything is done. */
function outcomes(program: Program): ReadonlySet<string> {
  const ends = new Set<string>();
  const seen = new Set<string>();
  const waiting: World[] = [START];
  for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const now = world;
    const after = now.processes.flatMap((process) => step(now, process, program) ?? []);
    if (after.length === 0) ends.add(look(now).main);
    else waiting.push(look(now), ...after);
  }
  return ends;
}

describe('whatever the daemon sees of it', () => {
  it.each<readonly [string, Program, string]>([
    ['stays in the foreground', { A: ['work', 'work'] }, 'A'],
    ['forks once', { A: ['fork B', 'exit'], B: ['setsid', 'work'] }, 'B'],
    ['forks twice', { A: ['fork B', 'exit'], B: ['setsid', 'fork C', 'exit'], C: ['work'] }, 'C'],
    [
      'forks twice, and has workers',
      {
        A: ['fork B', 'exit'],
        B: ['setsid', 'fork C', 'exit'],
        C: ['fork D', 'fork E', 'work'],
        D: ['work'],
        E: ['work'],
      },
      'C',
    ],
    [
      'forks twice, and begins a session each time',
      { A: ['fork B', 'exit'], B: ['setsid', 'fork C', 'exit'], C: ['setsid', 'work'] },
      'C',
    ],
    [
      'forks three times',
      { A: ['fork B', 'exit'], B: ['setsid', 'fork C', 'exit'], C: ['fork D', 'exit'], D: ['work'] },
      'D',
    ],
    [
      'forks twice before it begins a session',
      { A: ['fork B', 'exit'], B: ['fork C', 'exit'], C: ['setsid', 'work'] },
      'C',
    ],
    [
      'forks twice, and every step waits for the next',
      {
        A: ['fork B', 'await B', 'exit'],
        B: ['setsid', 'fork C', 'await C', 'exit'],
        C: ['work', 'work'],
      },
      'C',
    ],
    [
      'forks twice, and both steps wait for the server to be ready',
      {
        A: ['fork B', 'await C', 'exit'],
        B: ['setsid', 'fork C', 'await C', 'exit'],
        C: ['work', 'work'],
      },
      'C',
    ],
    [
      'forks twice, and only the second step waits for the server',
      { A: ['fork B', 'exit'], B: ['setsid', 'fork C', 'await C', 'exit'], C: ['work', 'work'] },
      'C',
    ],
  ])('a program that %s is followed to its end', (_, program, server) => {
    expect([...outcomes(program)]).toEqual([server]);
  });
});
