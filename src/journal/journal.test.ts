import { mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { INITIAL_STATE, type ProcessState } from '../core/process-state.ts';
import { monotonicTime, pid } from '../core/units.ts';
import { JournalFile, readJournal } from './journal-file.ts';
import { readLines, recordLine } from './lines.ts';
import { JOURNAL_VERSION, type JournalRecord } from './record.ts';
import { replay } from './replay.ts';

const BOOT = 'a-boot';
const BOOTED_AT = 1_700_000_000_000;
const directory = makeTempDir();
afterAll(() => directory.remove());
const HEAD: JournalRecord = { kind: 'head', version: JOURNAL_VERSION, boot: BOOT, bootedAt: BOOTED_AT };
const CONFIG = aProcess({ name: 'web', group: 'web', environment: new Map([['KEY', 'ä\n"value"']]) });

function state(id: number, changed: ProcessState, startTicks: number | null = null): JournalRecord {
  return { kind: 'state', id, state: changed, startTicks, sinceTicks: null, isPending: false };
}

const running = (number: number): ProcessState => ({
  name: 'RUNNING',
  pid: pid(number),
  spawnedAt: monotonicTime(number),
  history: INITIAL_STATE.history,
});

const RECORDS: readonly JournalRecord[] = [
  HEAD,
  { kind: 'group', group: { ...aGroup([], { name: 'web' }), processes: [] } },
  { kind: 'process', id: 1, config: CONFIG, logs: { stdout: '/tmp/auto.log', stderr: null } },
  state(1, { name: 'SPAWNING', history: INITIAL_STATE.history }),
  state(1, running(100), 1000),
  { kind: 'keeper', keeper: { pid: 77, startTicks: 7 } },
  state(1, { name: 'EXITED', history: INITIAL_STATE.history, deadline: null }),
  state(1, running(200), 2000),
];
const BYTES = Buffer.from(RECORDS.map(recordLine).join(''));

function processOf(bytes: Uint8Array | null) {
  const content = replay(bytes, BOOT);
  if (content.kind !== 'running') throw new Error(content.kind);
  return content.processes.get('web:web');
}

describe('the lines', () => {
  test('say what was written, Maps included', () => {
    expect(readLines(BYTES)).toEqual({ records: RECORDS, droppedBytes: 0 });
  });

  test('cut off at any byte, hold the records that are whole and no other', () => {
    const ends = RECORDS.map((_, index) =>
      Buffer.byteLength(
        RECORDS.slice(0, index + 1)
          .map(recordLine)
          .join(''),
      ),
    );
    for (let size = 0; size <= BYTES.byteLength; size += 1) {
      const whole = ends.filter((end) => end <= size);
      const { records, droppedBytes } = readLines(BYTES.subarray(0, size));
      expect(records).toHaveLength(whole.length);
      expect(droppedBytes).toBe(size - (whole.at(-1) ?? 0));
    }
  });

  test('with any byte changed, are read up to the line before it', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = Buffer.from(BYTES);
        damaged[at] = ((damaged[at] as number) + by) % 256;
        const before = BYTES.subarray(0, at).filter((byte) => byte === 0x0a).length;
        const { records } = readLines(damaged);
        expect(records.length).toBe(before);
        expect(records).toEqual(RECORDS.slice(0, before));
      }),
    );
  });

  test('of anything else are none, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readLines(bytes).records).toEqual([]);
      }),
    );
  });
});

describe('the replay', () => {
  test('ends with the last state of each process', () => {
    const content = replay(BYTES, BOOT);
    expect(content).toMatchObject({ kind: 'running', keeper: { pid: 77, startTicks: 7 }, droppedBytes: 0 });
    expect(processOf(BYTES)).toEqual({
      config: CONFIG,
      logs: { stdout: '/tmp/auto.log', stderr: null },
      state: running(200),
      startTicks: 2000,
      sinceTicks: null,
      isPending: false,
    });
  });

  test('knows whose leftovers are ended before the next start', () => {
    const down = state(1, { name: 'FATAL', history: INITIAL_STATE.history });
    const flagged = { ...down, clearsBeforeStart: true } as JournalRecord;
    const bytes = (record: JournalRecord) => Buffer.concat([BYTES, Buffer.from(recordLine(record))]);
    expect(processOf(bytes(down))).not.toHaveProperty('clearsBeforeStart');
    expect(processOf(bytes(flagged))).toHaveProperty('clearsBeforeStart', true);
  });

  test('a configuration that changed counts from its first state on', () => {
    const changed = aProcess({ name: 'web', group: 'web', command: 'other' });
    const more: readonly JournalRecord[] = [
      { kind: 'process', id: 2, config: changed, logs: { stdout: null, stderr: null } },
      state(2, running(300), 3000),
    ];
    const [process, next] = more.map((record) => Buffer.from(recordLine(record)));
    expect(processOf(Buffer.concat([BYTES, process as Buffer]))?.config.command).toBe(CONFIG.command);
    expect(processOf(Buffer.concat([BYTES, process as Buffer, next as Buffer]))?.config.command).toBe(
      'other',
    );
  });

  test.each<[string, Uint8Array | null, string]>([
    ['no file', null, 'absent'],
    ['an empty file', Buffer.alloc(0), 'unreadable'],
    ['a torn head', BYTES.subarray(0, 10), 'unreadable'],
    ['another boot', Buffer.from(recordLine({ kind: 'head', version: 1, boot: 'another' })), 'other-boot'],
    ['a newer version', Buffer.from(recordLine({ kind: 'head', version: 99, boot: BOOT })), 'newer'],
    ['an orderly end', Buffer.from(recordLine(HEAD) + recordLine({ kind: 'ended' })), 'ended'],
    ['a head alone', Buffer.from(recordLine(HEAD)), 'running'],
  ])('%s is told apart', (_, bytes, kind) => {
    expect(replay(bytes, BOOT).kind).toBe(kind);
  });
});

describe('the file', () => {
  const troubles: string[] = [];
  let path: string;
  let snapshot: readonly JournalRecord[] = [];
  let file: JournalFile;

  beforeEach(() => {
    troubles.length = 0;
    path = join(directory.path, 'journal');
    rmSync(path, { recursive: true, force: true });
    snapshot = RECORDS.slice(1, 3);
    file = new JournalFile({
      path,
      boot: BOOT,
      bootedAt: BOOTED_AT,
      snapshot: () => snapshot,
      onTrouble: (message) => troubles.push(message),
    });
  });

  const recordsOnFile = () => readLines(readJournal(path) ?? Buffer.alloc(0)).records;

  test('holds what was appended when the call returns', () => {
    file.begin();
    for (const [index, record] of RECORDS.slice(3).entries()) {
      file.append([record]);
      expect(recordsOnFile()).toEqual(RECORDS.slice(0, index + 4));
    }
  });

  test('says that something is missing from the moment on in which it cannot be written', () => {
    file.begin();
    const dropped = () => readLines(readJournal(path) ?? Buffer.alloc(0)).droppedBytes;
    const record = state(1, running(1), 1);
    mkdirSync(`${path}.new`);
    for (let count = 0; troubles.length === 0; count += 1) {
      expect(dropped()).toBe(0);
      for (let more = 0; more < 10_000; more += 1) file.append([record]);
      expect(count).toBeLessThan(20);
    }
    expect(dropped()).toBeGreaterThan(0);
    rmSync(`${path}.new`, { recursive: true });
    file.append([record]);
    expect(dropped()).toBe(0);
  });

  test('holds what may wait with the next record, or when a promise goes on', async () => {
    file.begin();
    const [first, second, third] = RECORDS.slice(3) as [JournalRecord, JournalRecord, JournalRecord];
    file.appendSoon(first);
    expect(recordsOnFile()).toEqual(RECORDS.slice(0, 3));
    file.append([second]);
    expect(recordsOnFile()).toEqual(RECORDS.slice(0, 5));
    file.appendSoon(third);
    const asked = Promise.resolve();
    expect(recordsOnFile()).toEqual(RECORDS.slice(0, 5));
    await asked;
    expect(recordsOnFile()).toEqual(RECORDS.slice(0, 6));
  });

  test('lets little wait, and nothing at its end', () => {
    file.begin();
    const record = state(1, running(1), 1);
    for (let count = 0; count < 100; count += 1) file.appendSoon(record);
    expect(recordsOnFile().length).toBeGreaterThan(50);
    file.close();
    expect(recordsOnFile()).toHaveLength(103);
  });

  test('is written anew with what waits said once', () => {
    file.begin();
    const record = state(1, running(1), 1);
    file.appendSoon(record);
    snapshot = [...RECORDS.slice(1, 3), record];
    file.begin();
    file.close();
    expect(recordsOnFile()).toEqual([...RECORDS.slice(0, 3), record]);
  });

  test('is written anew when it has grown', () => {
    file.begin();
    const record = state(1, running(1), 1);
    snapshot = [...RECORDS.slice(1, 3), record];
    for (let count = 0; count < 40_000; count += 1) file.append([record]);
    expect(readFileSync(path).byteLength).toBeLessThan(4.1 * 1024 * 1024);
    expect(replay(readJournal(path), BOOT).kind).toBe('running');
  });

  test('is whole again after a write that failed', () => {
    file.begin();
    mkdirSync(`${path}.new`);
    truncateSync(path, 0);
    rmSync(path);
    mkdirSync(path);
    file.begin();
    expect(troubles).toHaveLength(1);
    file.append([RECORDS[3] as JournalRecord]);
    expect(troubles).toHaveLength(1);
    rmSync(path, { recursive: true });
    rmSync(`${path}.new`, { recursive: true });
    file.append([RECORDS[3] as JournalRecord]);
    expect(recordsOnFile()).toEqual(RECORDS.slice(0, 4));
    expect(troubles).toHaveLength(2);
  });

  test('says after an orderly end that nothing runs', () => {
    file.begin();
    file.end();
    expect(replay(readJournal(path), BOOT)).toEqual({ kind: 'ended' });
    file.append([RECORDS[3] as JournalRecord]);
    expect(replay(readJournal(path), BOOT)).toEqual({ kind: 'ended' });
  });
});
