/** One entry as one line of JSON, and back. What a line holds is believed only as far as its shape is right. */
import type { HistoryEntry, HistoryEvent } from '../core/history-entry.ts';

/** With its line feed. Times go in as milliseconds since the epoch. */
export function formatHistoryLine(at: number, event: HistoryEvent): string {
  return `${JSON.stringify({ at, ...event })}\n`;
}

/** The `at` of a line that {@link formatHistoryLine} made, without parsing the rest; NaN for any other. */
export function timeOf(line: string): number {
  return Number(/^\{"at":(-?\d+)/.exec(line)?.[1]);
}

type Shape = 'string' | 'number' | 'boolean' | 'strings' | 'caller';

const OF_PROCESS = { group: 'string', process: 'string' } as const;

/** What must be there, by kind. */
const SHAPES = {
  start: { ...OF_PROCESS, pid: 'number' },
  kept: { ...OF_PROCESS, pid: 'number' },
  exit: { ...OF_PROCESS, pid: 'number', from: 'string', uptime: 'number', expected: 'boolean' },
  state: { ...OF_PROCESS, state: 'string', reason: 'string' },
  command: { method: 'string', targets: 'strings', detail: 'string', by: 'caller' },
  signal: { signal: 'string' },
  config: { change: 'string', added: 'strings', changed: 'strings', removed: 'strings' },
  group: { change: 'string', group: 'string' },
  daemon: { change: 'string', pid: 'number' },
} as const satisfies Record<HistoryEvent['kind'], Readonly<Record<string, Shape>>>;

/** Null for what is torn, foreign, or of a kind that a later version has. */
export function parseHistoryLine(line: string): HistoryEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null; // Half a line, where a daemon died or a disk was full.
  }
  if (!isRecord(value) || typeof value['at'] !== 'number') return null;
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) return null;
  const shape: Readonly<Record<string, Shape>> = SHAPES[kind as HistoryEvent['kind']];
  const fits = Object.entries(shape).every(([key, wanted]) => hasShape(value[key], wanted));
  // The shape was checked member by member; the optional ones are only ever shown.
  return fits ? (value as unknown as HistoryEntry) : null;
}

const CALLERS: ReadonlySet<unknown> = new Set(['local', 'remote', 'plugin', 'unknown']);

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === 'strings') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (shape === 'caller') return isRecord(value) && CALLERS.has(value['kind']);
  return typeof value === shape;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
