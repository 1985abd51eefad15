/** What a scrape of `/metrics` shows, as plain data: collected here, written by `metrics-text.ts`. */
import { exitCodeNumber } from '../core/exit-status.ts';
import { pidOf, publicStateName, STATE_CODES } from '../core/process-state.ts';
import type { ListenerPoolFacts, ProgramUsage } from '../rpc/daemon-facade.ts';
import type { RpcWorld } from '../rpc/world.ts';
import type { ManagedProcess } from '../supervisor/managed-process.ts';
import type { OutputCount } from '../supervisor/ports.ts';
import type { ProcessGroup } from '../supervisor/process-group.ts';
import type { StartCounts } from './start-counts.ts';

export interface ProgramFacts {
  readonly group: string;
  readonly name: string;
  /** Supervisor's code of the state. */
  readonly state: number;
  readonly isUp: boolean;
  readonly isCritical: boolean;
  /** In seconds since the epoch; null for a program without a child. */
  readonly startedAt: number | null;
  readonly restarts: number;
  /** -1 for a signal; null where none is known. */
  readonly exitStatus: number | null;
  readonly failures: number;
  readonly stdout: OutputCount;
  readonly stderr: OutputCount | null;
  /** Null for a program without a process. */
  readonly usage: ProgramUsage | null;
}

export interface DaemonMeasurements {
  readonly version: string;
  readonly spawns: number;
  /** How long a turn of the event loop took just now, in seconds. */
  readonly loopDelay: number;
  /** How long the event loop has worked so far, in seconds. */
  readonly loopBusy: number;
  readonly cpu: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly eventReaders: number;
}

export interface MetricFacts {
  readonly daemon: DaemonMeasurements;
  readonly programs: readonly ProgramFacts[];
  readonly pools: readonly ListenerPoolFacts[];
}

export interface MetricSources {
  readonly world: RpcWorld;
  readonly starts: StartCounts;
  readonly version: string;
  eventReaders(): number;
}

export async function collectMetrics(sources: MetricSources): Promise<MetricFacts> {
  const { supervisor, daemon } = sources.world;
  const loopDelay = await measureTurn();
  const usages = new Map(
    (await daemon.programUsage({ shares: true })).map((usage) => [`${usage.group}:${usage.name}`, usage]),
  );
  const programs = supervisor.groups().flatMap((group) =>
    group.processes().map((process) => {
      const usage = usages.get(`${group.name}:${process.name}`) ?? null;
      return { ...programFacts(group, process, sources.starts), usage };
    }),
  );
  return { daemon: measureDaemon(sources, loopDelay), programs, pools: daemon.listenerPools() };
}

function programFacts(
  group: ProcessGroup,
  process: ManagedProcess,
  starts: StartCounts,
): Omit<ProgramFacts, 'usage'> {
  const { name, state, config } = process;
  const { startedAt, failures } = state.history;
  return {
    group: group.name,
    name,
    state: STATE_CODES[publicStateName(state)],
    isUp: state.name === 'RUNNING',
    isCritical: config.critical,
    startedAt: startedAt === null || pidOf(state) === null ? null : startedAt / 1000,
    restarts: Math.max(0, starts.starts(group.name, name) - 1),
    exitStatus: exitStatusOf(process),
    failures,
    ...process.runtime.outputCounts(),
  };
}

function measureDaemon(
  { starts, version, eventReaders }: MetricSources,
  loopDelay: number,
): DaemonMeasurements {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    version,
    spawns: starts.total,
    loopDelay,
    loopBusy: performance.eventLoopUtilization().active / 1000,
    cpu: (user + system) / 1e6,
    residentBytes: rss,
    heapBytes: heapUsed,
    eventReaders: eventReaders(),
  };
}

/** Until all that waits now has had its turn. */
async function measureTurn(): Promise<number> {
  const began = performance.now();
  await new Promise<void>((resolve) => setImmediate(resolve));
  return (performance.now() - began) / 1000;
}

/** Of the last run; a start that failed before there was a child is none. */
function exitStatusOf({ past }: ManagedProcess): number | null {
  return past.lastEnd?.kind === 'run' && past.lastEnd.status !== null
    ? exitCodeNumber(past.lastEnd.status)
    : null;
}
