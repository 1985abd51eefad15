import { expect, test } from 'vitest';
import { aProcess } from '../../../test/support/a-program.ts';
import { HIDDEN_BOOT } from '../../core/hidden-boot.ts';
import { INITIAL_STATE, type ProcessState } from '../../core/process-state.ts';
import { monotonicTime, pid as toPid } from '../../core/units.ts';
import { recordLine } from '../../journal/lines.ts';
import { JOURNAL_VERSION, type JournalRecord, type RecordedIdentity } from '../../journal/record.ts';
import { replay } from '../../journal/replay.ts';
import { bootTime, ofThisBoot } from './hidden-boot.ts';

const NOW = 1_700_000_000_000;
const { history } = INITIAL_STATE;
const RUNNING: ProcessState = { name: 'RUNNING', pid: toPid(70), spawnedAt: monotonicTime(0), history };

interface Story {
  readonly boot?: string;
  readonly bootNow?: string;
  readonly bootedAt?: number;
  readonly state?: ProcessState;
  readonly more?: readonly JournalRecord[];
  readonly torn?: boolean;
}

/** What becomes of a journal with one process, where these are alive. */
function kindOf({ bootNow = HIDDEN_BOOT, ...story }: Story, ...alive: readonly RecordedIdentity[]): string {
  const { boot = HIDDEN_BOOT, bootedAt, state = RUNNING, more = [], torn = false } = story;
  const startTicks = 'pid' in state ? 700 : null;
  const records: readonly JournalRecord[] = [
    { kind: 'head', version: JOURNAL_VERSION, boot, ...(bootedAt === undefined ? {} : { bootedAt }) },
    { kind: 'process', id: 1, config: aProcess(), logs: { stdout: null, stderr: null } },
    { kind: 'state', id: 1, state, startTicks, sinceTicks: null, isPending: false },
    ...more,
  ];
  const bytes = Buffer.from(records.map(recordLine).join(''));
  const content = replay(torn ? bytes.subarray(0, -3) : bytes, bootNow);
  const isThere = (one: RecordedIdentity) =>
    alive.some(({ pid, startTicks: ticks }) => pid === one.pid && ticks === one.startTicks);
  return ofThisBoot(content, NOW, isThere).kind;
}

const LONG_AGO = NOW - 60_000;

test('a journal of the same time of boot is of this one, and so is one that does not say', () => {
  expect(kindOf({ bootedAt: NOW - 1000 })).toBe('running');
  expect(kindOf({})).toBe('running');
  expect(kindOf({ boot: 'a', bootNow: 'a', bootedAt: LONG_AGO })).toBe('running');
});

test('one of another time is of another boot, unless something of it may live', () => {
  expect(kindOf({ bootedAt: LONG_AGO })).toBe('other-boot');
  expect(kindOf({ bootedAt: LONG_AGO, boot: 'a' })).toBe('other-boot');
  expect(kindOf({ bootedAt: LONG_AGO }, { pid: 70, startTicks: 701 })).toBe('other-boot');
  expect(kindOf({ bootedAt: LONG_AGO }, { pid: 70, startTicks: 700 })).toBe('running');
  expect(kindOf({ bootedAt: LONG_AGO, state: { name: 'SPAWNING', history } })).toBe('running');
  const keeper: JournalRecord = { kind: 'keeper', keeper: { pid: 71, startTicks: 710 } };
  expect(kindOf({ bootedAt: LONG_AGO, more: [keeper] }, { pid: 71, startTicks: 710 })).toBe('running');
  expect(kindOf({ bootedAt: LONG_AGO, more: [keeper], torn: true })).toBe('running');
});

test('an id that was to be seen and is hidden now says nothing', () => {
  expect(kindOf({ boot: 'a', bootedAt: NOW })).toBe('running');
  expect(kindOf({ bootNow: 'a', bootedAt: NOW })).toBe('running');
  expect(kindOf({ boot: 'a', bootNow: 'b', bootedAt: NOW })).toBe('other-boot');
});

test('a boot began as long ago as its ticks say', () => {
  expect(bootTime(NOW, 6000)).toBe(LONG_AGO);
});
