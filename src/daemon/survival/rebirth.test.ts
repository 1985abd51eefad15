import { describe, expect, test } from 'vitest';
import { aGroup, aProcess } from '../../../test/support/a-program.ts';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import { INITIAL_STATE, type ProcessState } from '../../core/process-state.ts';
import { monotonicTime, type Pid, pid as toPid } from '../../core/units.ts';
import { recordLine } from '../../journal/lines.ts';
import { JOURNAL_VERSION, type JournalRecord } from '../../journal/record.ts';
import { processKey, replay } from '../../journal/replay.ts';
import type { SurvivingProgram } from '../../os/surviving-programs.ts';
import { planRebirth, type RebirthWorld } from './rebirth.ts';

const BOOT = 'a-boot';
const A = aProcess({ name: 'a', group: 'a', startsecs: 1 as ProcessConfig['startsecs'] });
const B = aProcess({ name: 'b', group: 'b' });
const GROUPS = [aGroup([A]), aGroup([B])];
const history = INITIAL_STATE.history;
const at = monotonicTime(0);

const spawning: ProcessState = { name: 'SPAWNING', history };
const starting = (pid: number): ProcessState => ({
  name: 'STARTING',
  pid: toPid(pid),
  spawnedAt: at,
  history,
  deadline: at,
});
const running = (pid: number): ProcessState => ({ name: 'RUNNING', pid: toPid(pid), spawnedAt: at, history });
const stopping = (pid: number): ProcessState => ({ ...starting(pid), name: 'STOPPING' }) as ProcessState;

/** Start times follow from the pids: 10 times as much. */
function stateOf(id: number, state: ProcessState, isPending = false): JournalRecord {
  const startTicks = 'pid' in state ? state.pid * 10 : null;
  // The spawn of pid 100 was about to be made at 990 or later, and so on.
  const sinceTicks = state.name === 'SPAWNING' ? 900 : null;
  return { kind: 'state', id, state, startTicks, sinceTicks, isPending };
}

const NO_LOGS = { stdout: null, stderr: null };

/** Each record, with the children that live while it is being written, by name. */
const STORY: readonly (readonly [JournalRecord, Readonly<Record<string, number>>])[] = [
  [{ kind: 'head', version: JOURNAL_VERSION, boot: BOOT }, {}],
  [{ kind: 'process', id: 1, config: A, logs: NO_LOGS }, {}],
  [stateOf(1, spawning, true), {}],
  [stateOf(1, starting(100)), { a: 100 }],
  [stateOf(1, running(100)), { a: 100 }],
  [{ kind: 'process', id: 2, config: B, logs: NO_LOGS }, { a: 100 }],
  [stateOf(2, spawning, true), { a: 100 }],
  [stateOf(2, starting(101)), { a: 100, b: 101 }],
  [stateOf(1, spawning, true), { b: 101 }],
  [stateOf(1, starting(102)), { a: 102, b: 101 }],
  [stateOf(2, stopping(101), true), { a: 102, b: 101 }],
  [stateOf(2, stopping(101)), { a: 102, b: 101 }],
  [stateOf(2, { name: 'STOPPED', history }), { a: 102 }],
  [stateOf(1, { name: 'EXITED', history, deadline: null }), {}],
];

interface World extends RebirthWorld {
  readonly held: Set<Pid>;
}

function aWorld(alive: Readonly<Record<string, number>>): World {
  const pids = new Set<number>(Object.values(alive));
  const held = new Set<Pid>();
  return {
    held,
    now: monotonicTime(100_000),
    wallNow: 1_700_000_000_000,
    ticksNow: 10_000,
    hold: ({ pid, startTicks }) => {
      if (!pids.has(pid) || startTicks !== pid * 10) return { kind: 'gone', status: { kind: 'unknown' } };
      held.add(pid);
      return { kind: 'held' };
    },
    findSurvivingPrograms: () =>
      Object.entries(alive).map(([name, pid]): SurvivingProgram => {
        return { group: name, name, pid: toPid(pid), startTicks: pid * 10 };
      }),
    findKeepers: () => [],
    hasTraces: () => true,
  };
}

function plannedPids(bytes: Uint8Array | null, world: World): Record<string, number> {
  const { processes, groups } = planRebirth(replay(bytes, BOOT), GROUPS, world);
  const entries = groups.flatMap((group) =>
    group.processes.flatMap((config): [string, number][] => {
      const found = processes.get(processKey(config));
      if (found === undefined || found.ended !== null || !('pid' in found.state)) return [];
      return [[config.name, found.state.pid]];
    }),
  );
  return Object.fromEntries(entries);
}

describe('a daemon that died at any byte of its journal', () => {
  const lines = STORY.map(([record]) => Buffer.from(recordLine(record)));

  test('is followed by one that goes on with exactly what lives', () => {
    let cuts = 0;
    for (const [index, [, alive]] of STORY.entries()) {
      const before = Buffer.concat(lines.slice(0, index));
      const line = lines[index] as Buffer;
      for (let size = 0; size < line.byteLength; size += 1) {
        const world = aWorld(alive);
        const journal = Buffer.concat([before, line.subarray(0, size)]);
        expect(plannedPids(journal, world), `cut at byte ${size} of record ${index}`).toEqual(alive);
        expect([...world.held].sort()).toEqual(Object.values(alive).sort());
        cuts += 1;
      }
    }
    expect(cuts).toBeGreaterThan(2000);
  });

  test('also when the journal is lost as a whole', () => {
    for (const [, alive] of STORY) expect(plannedPids(null, aWorld(alive))).toEqual(alive);
  });
});

describe('the journal', () => {
  const journal = (...records: readonly JournalRecord[]) =>
    Buffer.from([{ kind: 'head', version: 1, boot: BOOT } as const, ...records].map(recordLine).join(''));
  const made: JournalRecord = { kind: 'process', id: 1, config: A, logs: NO_LOGS };

  test('of another boot says nothing of what runs now, even under the same pids', () => {
    const world = aWorld({ a: 100 });
    const content = replay(journal(made, stateOf(1, running(100))), 'another-boot');
    const rebirth = planRebirth(content, GROUPS, world);
    expect(rebirth.processes.size).toBe(0);
    expect(world.held.size).toBe(0);
    expect(rebirth.notices).toHaveLength(1);
  });

  test('whose pid is another process by now leaves that one alone', () => {
    const world = aWorld({});
    const { processes } = planRebirth(replay(journal(made, stateOf(1, running(100))), BOOT), GROUPS, world);
    expect(processes.get('a:a')?.ended).toEqual({ kind: 'unknown' });
    expect(world.held.size).toBe(0);
  });

  test('with a spawn that was not made makes it now, once nothing is left of one that was, and counts on', () => {
    const failing = { ...history, failures: 2 };
    const content = replay(journal(made, stateOf(1, { name: 'SPAWNING', history: failing }, true)), BOOT);
    const { processes } = planRebirth(content, GROUPS, aWorld({}));
    expect(processes.get('a:a')?.state).toEqual({
      name: 'CLEARING',
      as: 'STARTING',
      history: failing,
      startAt: null,
    });
  });

  test('a leftover of an earlier run is not what the spawn made', () => {
    const old: SurvivingProgram = { group: 'a', name: 'a', pid: toPid(50), startTicks: 500 };
    const world = { ...aWorld({ a: 50 }), findSurvivingPrograms: () => [old] };
    const content = replay(journal(made, stateOf(1, spawning, true)), BOOT);
    expect(planRebirth(content, GROUPS, world).processes.get('a:a')?.state.name).toBe('CLEARING');
  });

  test('keeps a running process under its own configuration, and takes the new one of the others', () => {
    const changed = aProcess({ ...A, command: 'new', priority: 5 });
    const added = aProcess({ name: 'new', group: 'a' });
    const group: JournalRecord = { kind: 'group', group: { ...aGroup([], { name: 'b' }), processes: [] } };
    const content = replay(
      journal(
        group,
        made,
        { kind: 'process', id: 2, config: B, logs: NO_LOGS },
        stateOf(1, running(100)),
        stateOf(2, running(101)),
      ),
      BOOT,
    );
    const { groups } = planRebirth(content, [aGroup([changed, added])], aWorld({ a: 100, b: 101 }));
    expect(groups.map(({ name, processes }) => [name, processes.map(({ command }) => command)])).toEqual([
      ['a', [A.command, added.command]],
      ['b', [B.command]],
    ]);
  });

  test('keeps a program where it runs, and does not begin it where the file has it now', () => {
    const section = 'program:worker';
    const [one, two] = ['one', 'two'].map((name) => aProcess({ name, group: 'worker', section }));
    if (one === undefined || two === undefined) throw new Error('no processes');
    const records = journal(
      { kind: 'group', group: aGroup([], { name: 'worker' }) },
      { kind: 'process', id: 1, config: one, logs: NO_LOGS },
      { kind: 'process', id: 2, config: two, logs: NO_LOGS },
      stateOf(1, running(100)),
      stateOf(2, { name: 'STOPPED', history }),
    );
    const begun = (...configured: readonly GroupConfig[]) => {
      const { groups } = planRebirth(replay(records, BOOT), configured, aWorld({ one: 100 }));
      return groups.flatMap(({ processes }) => processes.map(processKey));
    };
    const moved = [one, two].map((process) => ({ ...process, group: 'site' }));
    expect(begun(aGroup([A]), aGroup(moved, { name: 'site' }))).toEqual(['a:a', 'worker:one']);
    const others = aGroup([...moved, { ...B, group: 'site' }], { name: 'site' });
    expect(begun(others)).toEqual(['site:b', 'worker:one']);
    const renamed = { ...one, name: 'first' };
    expect(begun(aGroup([renamed, two], { name: 'worker' }))).toEqual(['worker:two', 'worker:one']);
    const third = { ...one, name: 'three' };
    expect(begun(aGroup([one, two, third], { name: 'worker' }))).toEqual([
      'worker:one',
      'worker:two',
      'worker:three',
    ]);
  });

  test('of a program that is down goes on in the group where the file has it now', () => {
    const begun = (state: ProcessState, changes: Partial<ProcessConfig>, ...others: GroupConfig[]) => {
      const records = journal({ kind: 'process', id: 1, config: A, logs: NO_LOGS }, stateOf(1, state));
      const moved = aGroup([{ ...A, group: 'site', ...changes }], { name: 'site' });
      const { processes } = planRebirth(replay(records, BOOT), [moved, ...others], aWorld({ a: 100 }));
      return [...processes].map(([key, process]) => [key, process.state.name]);
    };
    const stopped: ProcessState = { name: 'STOPPED', history };
    expect(begun(stopped, {})).toEqual([['site:a', 'STOPPED']]);
    expect(begun({ name: 'EXITED', history, deadline: null }, {})).toEqual([['site:a', 'EXITED']]);
    expect(begun(stopped, { name: 'first' })).toEqual([]);
    expect(begun(stopped, { section: 'program:other' })).toEqual([]);
    expect(begun(stopped, {}, aGroup([A]))).toEqual([['a:a', 'STOPPED']]);
  });

  test('that was written while the keeper was replaced, or is torn, leads to all keepers there are', () => {
    const keepers = [70, 71].map((pid) => ({ pid: toPid(pid), startTicks: pid * 10 }));
    const world = { ...aWorld({ keeper: 70, other: 71 }), findKeepers: () => keepers };
    const known: JournalRecord = { kind: 'keeper', keeper: { pid: 70, startTicks: 700 } };
    const keepersOf = (bytes: Uint8Array) => planRebirth(replay(bytes, BOOT), GROUPS, world).keepers;
    expect(keepersOf(journal(known))).toEqual([keepers[0]]);
    expect(keepersOf(journal(known, { ...known, isChanging: true }))).toEqual(keepers);
    expect(keepersOf(journal(known, { ...known, isChanging: true }, known))).toEqual([keepers[0]]);
    expect(keepersOf(journal(known, known).subarray(0, -5))).toEqual(keepers);
  });

  test('written while the daemon ended makes up for that: what had stopped begins anew', () => {
    const byShutdown = (record: JournalRecord) => ({ ...record, stoppedByShutdown: true }) as JournalRecord;
    const stopped = byShutdown(stateOf(1, { name: 'STOPPED', history }));
    const still = byShutdown(stateOf(2, stopping(101)));
    const group: JournalRecord = { kind: 'group', group: aGroup([], { name: 'b' }) };
    const other: JournalRecord = { kind: 'process', id: 2, config: B, logs: NO_LOGS };
    const content = replay(journal(made, stopped, group, other, still), BOOT);
    const { processes } = planRebirth(content, GROUPS, aWorld({ b: 101 }));
    expect(processes.get('a:a')).toMatchObject({ state: INITIAL_STATE });
    expect(processes.get('b:b')).toMatchObject({ state: stopping(101), startsAgain: 'by-autostart' });
    const { processes: without } = planRebirth(content, [], aWorld({ b: 101 }));
    expect(without.get('b:b')).not.toHaveProperty('startsAgain');
  });

  test('written in the middle of a restart says what is to be started when it has stopped', () => {
    const restarting = (record: JournalRecord) => ({ ...record, isRestarting: true }) as JournalRecord;
    const planned = (...records: readonly JournalRecord[]) =>
      planRebirth(replay(journal(made, ...records), BOOT), GROUPS, aWorld({ a: 102 })).processes.get('a:a');
    const still = restarting(stateOf(1, stopping(102)));
    const stopped = restarting(stateOf(1, { name: 'STOPPED', history }));
    expect(planned(still)).toMatchObject({ state: stopping(102), startsAgain: 'as-asked' });
    expect(planned(still, stopped)).toMatchObject({ state: { name: 'STOPPED' }, startsAgain: 'as-asked' });
    expect(planned(still, stopped, stateOf(1, running(102)))).not.toHaveProperty('startsAgain');
  });

  test('knows nothing of what was removed', () => {
    const removed: JournalRecord = { kind: 'removed', group: 'a', name: null };
    const stopped = stateOf(1, { name: 'STOPPED', history });
    const planned = (...records: readonly JournalRecord[]) =>
      planRebirth(replay(journal(made, ...records), BOOT), GROUPS, aWorld({ a: 102 })).processes.size;
    expect(planned(stopped)).toBe(1);
    expect(planned(stopped, removed)).toBe(0);
    expect(planned(stopped, { ...removed, name: 'a' })).toBe(0);
    expect(planned(stopped, { ...removed, name: 'other' })).toBe(1);
    expect(planned(stopped, removed, made, stateOf(1, running(102)))).toBe(1);
  });

  test('is not needed to name what nobody configured and still runs', () => {
    const world = { ...aWorld({ c: 300 }) };
    const { notices } = planRebirth(replay(Buffer.alloc(0), BOOT), GROUPS, world);
    expect(notices.map(({ message }) => message).join()).toContain("process 300 was started as 'c:c'");
  });
});
