/** Adds the journal's records up: the state of everything at the end of the journal. */
import type { GroupConfig, ProcessConfig } from '../config/model.ts';
import { HIDDEN_BOOT } from '../core/hidden-boot.ts';
import { readLines } from './lines.ts';
import {
  JOURNAL_VERSION,
  type JournalRecord,
  type LogPaths,
  type RecordedIdentity,
  type RecordedState,
} from './record.ts';
import { type JournaledEvents, replayPools } from './replay-pools.ts';

/** A process that was started at least once. */
export interface JournaledProcess extends RecordedState {
  readonly config: ProcessConfig;
  readonly logs: LogPaths;
}

export type JournalContent =
  /** There is no journal, or none that says anything: `unreadable` is an empty or a torn first line. */
  | { readonly kind: 'absent' | 'unreadable' | 'ended' | 'other-boot' }
  | { readonly kind: 'newer'; readonly version: number }
  | {
      readonly kind: 'running';
      /** By name, without their processes. */
      readonly groups: ReadonlyMap<string, GroupConfig>;
      /** By `group:name`. */
      readonly processes: ReadonlyMap<string, JournaledProcess>;
      readonly keeper: RecordedIdentity | null;
      /** There may be more keepers than this one. */
      readonly isKeeperChanging: boolean;
      readonly events: JournaledEvents;
      /** False: the id of the boot is or was hidden, so it may be another one. */
      readonly isBootCertain: boolean;
      /** As {@link JournalRecord} has it; null: not known. */
      readonly bootedAt: number | null;
      readonly droppedBytes: number;
    };

export const processKey = ({ group, name }: Pick<ProcessConfig, 'group' | 'name'>): string =>
  `${group}:${name}`;

/** `bytes` is null where there is no file. */
export function replay(bytes: Uint8Array | null, boot: string): JournalContent {
  if (bytes === null) return { kind: 'absent' };
  const { records, droppedBytes } = readLines(bytes);
  const [head, ...rest] = records;
  if (head?.kind !== 'head') return { kind: 'unreadable' };
  const isBootCertain = head.boot !== HIDDEN_BOOT && boot !== HIDDEN_BOOT;
  if (isBootCertain && head.boot !== boot) return { kind: 'other-boot' };
  if (head.version > JOURNAL_VERSION) return { kind: 'newer', version: head.version };
  if (rest.at(-1)?.kind === 'ended') return { kind: 'ended' };
  const { bootedAt = null } = head;
  const events = replayPools(rest);
  return { kind: 'running', ...collect(rest), events, isBootCertain, bootedAt, droppedBytes };
}

function collect(records: readonly JournalRecord[]) {
  const groups = new Map<string, GroupConfig>();
  const processes = new Map<string, JournaledProcess>();
  const made = new Map<number, { readonly config: ProcessConfig; readonly logs: LogPaths }>();
  let keeper: RecordedIdentity | null = null;
  let isKeeperChanging = false;
  for (const record of records) {
    switch (record.kind) {
      case 'group':
        groups.set(record.group.name, record.group);
        break;
      case 'process':
        made.set(record.id, record);
        break;
      case 'state': {
        const process = made.get(record.id);
        if (process !== undefined) processes.set(processKey(process.config), journaled(process, record));
        break;
      }
      case 'removed':
        if (record.name === null) groups.delete(record.group);
        for (const [key, { config }] of processes) {
          if (config.group !== record.group) continue;
          if (record.name === null || record.name === config.name) processes.delete(key);
        }
        break;
      case 'keeper':
        keeper = record.keeper;
        isKeeperChanging = record.isChanging === true;
        break;
      default:
        break;
    }
  }
  return { groups, processes, keeper, isKeeperChanging };
}

function journaled(
  { config, logs }: { readonly config: ProcessConfig; readonly logs: LogPaths },
  { kind: _kind, id: _id, ...recorded }: Extract<JournalRecord, { kind: 'state' }>,
): JournaledProcess {
  return { config, logs, ...recorded };
}
