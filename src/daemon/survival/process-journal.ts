/** Writes down what the next vigild must know if this one is killed: every state of every process, when it comes to be. */
import { join } from 'node:path';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import type { PoolPast } from '../../core/pool-past.ts';
import { type ProcessState, pidOf } from '../../core/process-state.ts';
import type { PoolJournal } from '../../events/pool-journal.ts';
import { toJson } from '../../journal/config-json.ts';
import { JournalFile } from '../../journal/journal-file.ts';
import type { JournalRecord, LogPaths, RecordedIdentity } from '../../journal/record.ts';
import { bootId } from '../../os/process-table.ts';
import type { StartTimes } from '../../os/start-times.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { ActivityLog, Clock } from '../../supervisor/ports.ts';
import type { ProcessGroup } from '../../supervisor/process-group.ts';
import { bootTime } from './hidden-boot.ts';

export interface ProcessJournalParts {
  readonly runDirectory: string;
  readonly clock: Clock;
  readonly log: ActivityLog;
  readonly startTimes: StartTimes;
  /** All groups there are. */
  readonly groups: () => readonly ProcessGroup[];
  /** What every pool of listeners is at, by group. */
  readonly pools: () => ReadonlyMap<string, PoolPast>;
  /** The serial of the next event. */
  readonly nextSerial: () => number;
}

interface Entry {
  readonly id: number;
  /** What was written of it under this id. */
  readonly config: ProcessConfig;
  readonly child: RecordedIdentity | null;
}

export const journalPath = (runDirectory: string): string => join(runDirectory, 'journal');

export class ProcessJournal {
  readonly #parts: ProcessJournalParts;
  readonly #file: JournalFile;
  readonly #entries = new Map<ManagedProcess, Entry>();
  /** What was last written of each group. */
  readonly #groups = new Map<string, { readonly config: GroupConfig; readonly text: string }>();
  /** Hundredths of a second since boot, without asking the system: too few after a suspension, which does no harm. */
  readonly #ticks: () => number;
  #lastId = 0;
  #keeper: Extract<JournalRecord, { kind: 'keeper' }> = { kind: 'keeper', keeper: null };

  constructor(parts: ProcessJournalParts) {
    const { runDirectory, log, clock, startTimes } = parts;
    this.#parts = parts;
    const [ticks, origin] = [startTimes.now(), clock.now()];
    this.#ticks = () => Math.floor(ticks + (clock.now() - origin) / 10);
    this.#file = new JournalFile({
      path: journalPath(runDirectory),
      boot: bootId(),
      bootedAt: bootTime(clock.wallNow(), ticks),
      snapshot: () => this.#snapshot(),
      onTrouble: (message) => log.log('critical', message),
    });
  }

  /** The process goes on from a state that another daemon left; `child` is the one of that state. */
  restored(process: ManagedProcess, child: RecordedIdentity | null): void {
    this.#entries.set(process, { id: this.#newId(), config: process.config, child });
  }

  /** What there is now replaces what an earlier daemon wrote. Everything that was restored is in its place. */
  begin(keepers: readonly RecordedIdentity[]): void {
    const [keeper = null] = keepers;
    this.#keeper = { kind: 'keeper', keeper, ...(keepers.length > 1 ? { isChanging: true } : {}) };
    this.#file.begin();
  }

  /** The file is gone: all that is so now is written to another one. */
  renew(): void {
    this.#file.begin();
  }

  /** What is about to be done, and a child that was made, is on file when this returns; other steps before anybody is told. */
  stateChanged(group: ProcessGroup, process: ManagedProcess, progress: 'pending' | 'done'): void {
    const entry = this.#entries.get(process);
    if (entry === undefined && !wasEverStarted(process.state)) return;
    const records: JournalRecord[] = [];
    const current = entry?.config === process.config ? entry : this.#introduce(group, process, records);
    const child = this.#childOf(process.state, current.child);
    const next = child === current.child ? current : { ...current, child };
    if (next !== entry) this.#entries.set(process, next);
    const record = stateRecord(process, next, { progress, now: this.#ticks });
    // Without its pid, nobody could tell of a child that ends while no vigild runs: that is not kept waiting.
    const isNewChild = child !== null && child !== current.child;
    if (progress === 'done' && !isNewChild && records.length === 0) this.#file.appendSoon(record);
    else this.#file.append([...records, record]);
  }

  /** The group, or with a process only that, is not there any more. */
  removed(group: ProcessGroup, process: ManagedProcess | null): void {
    for (const gone of process === null ? group.processes() : [process]) this.#entries.delete(gone);
    if (process === null) this.#groups.delete(group.name);
    this.#file.append([{ kind: 'removed', group: group.name, name: process?.name ?? null }]);
  }

  /** Everything that was done is on file when this returns. */
  flush(): void {
    this.#file.flush();
  }

  /** Another keeper is about to be started, and the one before to be ended. */
  keeperChanges(): void {
    this.#keeper = { ...this.#keeper, isChanging: true };
    this.#file.append([this.#keeper]);
  }

  keeperChanged(keeper: RecordedIdentity | null): void {
    this.#keeper = { kind: 'keeper', keeper };
    this.#file.append([this.#keeper]);
  }

  /** Of the pool of this group. */
  pool(group: string): PoolJournal {
    return {
      waits: (event, place) => this.#file.append([{ kind: 'event', group, place, event }]),
      dropped: ({ serial }) => this.#file.append([{ kind: 'event-dropped', group, serial }]),
      listener: (name, past) => this.#file.append([{ kind: 'listener', group, name, ...past }]),
    };
  }

  /** The end of this life of the daemon. Orderly: nothing is left running, unless a process could not be stopped. */
  close(ending: 'orderly' | 'failed'): void {
    const isAnyLeft = [...this.#entries.keys()].some(({ state }) => pidOf(state) !== null);
    if (ending === 'orderly' && !isAnyLeft) this.#file.end();
    else this.#file.close();
  }

  #introduce(group: ProcessGroup, process: ManagedProcess, records: JournalRecord[]): Entry {
    const entry = {
      id: this.#newId(),
      config: process.config,
      child: this.#entries.get(process)?.child ?? null,
    };
    this.#introduceGroup(group, records);
    records.push(processRecord(entry.id, process));
    return entry;
  }

  #introduceGroup({ name, config }: ProcessGroup, records: JournalRecord[]): void {
    const written = this.#groups.get(name);
    if (written?.config === config) return;
    const own: GroupConfig = { ...config, processes: [] };
    const text = toJson(own);
    this.#groups.set(name, { config, text });
    if (written?.text !== text) records.push({ kind: 'group', group: own });
  }

  /** Looked up once for each child: nobody reaps it before the event loop goes on, so it is there. */
  #childOf(state: ProcessState, known: RecordedIdentity | null): RecordedIdentity | null {
    const pid = pidOf(state);
    if (pid === null) return null;
    if (known?.pid === pid) return known;
    const startTicks = this.#parts.startTimes.of(pid);
    return startTicks === null ? null : { pid, startTicks };
  }

  /** Forgets, on the way, the processes that left the configuration. */
  #snapshot(): readonly JournalRecord[] {
    const records: JournalRecord[] = [
      this.#keeper,
      { kind: 'serial', next: this.#parts.nextSerial() },
      ...[...this.#parts.pools()].flatMap(([group, past]) => poolRecords(group, past)),
    ];
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const group of this.#parts.groups()) {
      records.push({ kind: 'group', group: { ...group.config, processes: [] } });
      for (const process of group.processes()) {
        const entry = before.get(process);
        if (entry === undefined) continue;
        this.#entries.set(process, entry);
        records.push(
          processRecord(entry.id, process),
          stateRecord(process, entry, { progress: 'done', now: this.#ticks }),
        );
      }
    }
    return records;
  }

  #newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

function poolRecords(group: string, { accepted, events, listeners }: PoolPast): readonly JournalRecord[] {
  return [
    { kind: 'pool', group, accepted },
    // First the listeners: what they work on does not wait.
    ...Array.from(listeners, ([name, past]) => ({ kind: 'listener', group, name, ...past }) as const),
    ...events.map((event) => ({ kind: 'event', group, place: 'back', event }) as const),
  ];
}

function wasEverStarted({ name, history }: ProcessState): boolean {
  return name !== 'STOPPED' || history.startedAt !== null;
}

function processRecord(id: number, { config, runtime }: ManagedProcess): JournalRecord {
  const logs: LogPaths = {
    stdout: config.stdout.logfile.kind === 'auto' ? runtime.stdoutLogfile : null,
    stderr: config.stderr.logfile.kind === 'auto' ? runtime.stderrLogfile : null,
  };
  return { kind: 'process', id, config, logs };
}

function stateRecord(
  { state, clearsBeforeStart, past }: ManagedProcess,
  { id, child }: Entry,
  { progress, now }: { readonly progress: 'pending' | 'done'; readonly now: () => number },
): JournalRecord {
  return {
    kind: 'state',
    id,
    state,
    startTicks: child?.startTicks ?? null,
    sinceTicks: state.name === 'SPAWNING' ? now() : null,
    isPending: progress === 'pending',
    ...(clearsBeforeStart ? { clearsBeforeStart } : {}),
    ...(past.stoppedByShutdown ? { stoppedByShutdown: true } : {}),
    ...(past.isRestarting ? { isRestarting: true } : {}),
  };
}
