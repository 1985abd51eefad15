/**
 * The Prometheus text format, by prom-client. Loaded at the first scrape: a file of its own in `dist`. With many programs
 * it takes long, so the event loop turns after each metric.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricFacts, ProgramFacts } from './metric-facts.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

export async function writeMetrics(facts: MetricFacts): Promise<MetricsText> {
  const registry = new Registry();
  await writePrograms(registry, facts.programs);
  writeOutput(registry, facts.programs);
  writePools(registry, facts);
  writeDaemon(registry, facts);
  return { contentType: registry.contentType, text: await textOf(registry) };
}

/** What `registry.metrics()` would write, in one long turn. */
async function textOf(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    await nextTurn();
    texts.push(await registry.getSingleMetricAsString(name));
  }
  return `${texts.join('\n\n')}\n`;
}

type Value = (program: ProgramFacts) => number | null;

interface Row {
  readonly kind: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  /** Null: no sample. */
  readonly value: Value;
}

const gauge = (name: string, help: string, value: Value): Row => ({ kind: 'gauge', name, help, value });
const counter = (name: string, help: string, value: Value): Row => ({ kind: 'counter', name, help, value });

const STATES =
  '0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED, 200 FATAL, 1000 UNKNOWN';

const PROGRAM_ROWS: readonly Row[] = [
  gauge('vigil_program_state', `State of the program: ${STATES}.`, ({ state }) => state),
  gauge('vigil_program_up', 'Whether the program is RUNNING.', ({ isUp }) => Number(isUp)),
  gauge(
    'vigil_program_critical',
    'Whether the daemon is ready only while the program is RUNNING.',
    (program) => Number(program.isCritical),
  ),
  gauge(
    'vigil_program_start_time_seconds',
    'When the program was started, since the epoch.',
    (program) => program.startedAt,
  ),
  counter(
    'vigil_program_restarts_total',
    'Starts of the program after its first, by itself or by hand.',
    (program) => program.restarts,
  ),
  gauge(
    'vigil_program_last_exit_status',
    'Exit code of the last run; -1 for one that a signal ended.',
    (program) => program.exitStatus,
  ),
  gauge('vigil_program_failed_starts', 'Failed starts in a row so far.', ({ failures }) => failures),
  counter(
    'vigil_program_cpu_seconds_total',
    'CPU time of the whole tree of processes.',
    ({ usage }) => usage?.cpu ?? null,
  ),
  gauge(
    'vigil_program_resident_bytes',
    'Resident memory of the whole tree of processes.',
    ({ usage }) => usage?.rss ?? null,
  ),
  gauge(
    'vigil_program_proportional_bytes',
    'Its share of memory: pages in common are divided.',
    ({ usage }) => usage?.pss ?? null,
  ),
  gauge(
    'vigil_program_open_fds',
    'Open descriptors of the whole tree of processes.',
    ({ usage }) => usage?.fds ?? null,
  ),
  gauge(
    'vigil_program_threads',
    'Threads of the whole tree of processes.',
    ({ usage }) => usage?.threads ?? null,
  ),
  gauge('vigil_program_processes', 'Processes of the whole tree.', ({ usage }) => usage?.processes ?? null),
];

async function writePrograms(registry: Registry, programs: readonly ProgramFacts[]): Promise<void> {
  for (const { kind, name, help, value } of PROGRAM_ROWS) {
    await nextTurn();
    const record = recorder(registry, { kind, name, help, labelNames: ['group', 'name'] });
    for (const program of programs) {
      const sample = value(program);
      if (sample !== null) record({ group: program.group, name: program.name }, sample);
    }
  }
}

function writeOutput(registry: Registry, programs: readonly ProgramFacts[]): void {
  const labelNames = ['group', 'name', 'stream'];
  const bytes = recorder(registry, {
    kind: 'counter',
    name: 'vigil_program_output_bytes_total',
    help: 'What the program wrote to its output.',
    labelNames,
  });
  const lost = recorder(registry, {
    kind: 'counter',
    name: 'vigil_program_output_lost_bytes_total',
    help: 'What of it the log file could not take.',
    labelNames,
  });
  for (const program of programs) {
    for (const stream of ['stdout', 'stderr'] as const) {
      const count = program[stream];
      if (count === null) continue;
      const labels = { group: program.group, name: program.name, stream };
      bytes(labels, count.bytes);
      lost(labels, count.lostBytes);
    }
  }
}

function writePools(registry: Registry, { pools }: MetricFacts): void {
  const labelNames = ['pool'];
  const row = (kind: Row['kind'], name: string, help: string) =>
    recorder(registry, { kind, name, help, labelNames });
  const size = row(
    'gauge',
    'vigil_listener_buffer_size',
    'Events that the pool of listeners keeps waiting at most.',
  );
  const buffered = row(
    'gauge',
    'vigil_listener_buffered_events',
    'Events that wait for the pool of listeners.',
  );
  const discarded = row(
    'counter',
    'vigil_listener_discarded_events_total',
    'Events that were lost because the buffer was full.',
  );
  const processed = row(
    'counter',
    'vigil_listener_processed_events_total',
    'Events that listeners have dealt with.',
  );
  for (const pool of pools) {
    const labels = { pool: pool.name };
    size(labels, pool.bufferSize);
    buffered(labels, pool.buffered);
    discarded(labels, pool.discarded);
    processed(labels, pool.processed);
  }
}

function writeDaemon(registry: Registry, { daemon }: MetricFacts): void {
  const one = (kind: Row['kind'], name: string, help: string, value: number) =>
    recorder(registry, { kind, name, help, labelNames: [] })({}, value);
  recorder(registry, {
    kind: 'gauge',
    name: 'vigil_build_info',
    help: 'The version of vigild; always 1.',
    labelNames: ['version'],
  })({ version: daemon.version }, 1);
  one('counter', 'vigil_spawns_total', 'Attempts to start any program.', daemon.spawns);
  one(
    'gauge',
    'vigil_event_loop_delay_seconds',
    'How long a turn of the event loop took at this scrape.',
    daemon.loopDelay,
  );
  one(
    'counter',
    'vigil_event_loop_busy_seconds_total',
    'How long the event loop has worked.',
    daemon.loopBusy,
  );
  one('counter', 'vigil_cpu_seconds_total', 'CPU time of vigild itself.', daemon.cpu);
  one('gauge', 'vigil_resident_bytes', 'Resident memory of vigild itself.', daemon.residentBytes);
  one('gauge', 'vigil_heap_used_bytes', 'What of it the JavaScript heap uses.', daemon.heapBytes);
  one('gauge', 'vigil_event_readers', 'Readers of /events at this moment.', daemon.eventReaders);
}

interface MetricRow extends Omit<Row, 'value'> {
  readonly labelNames: string[];
}

/** Counters are kept elsewhere and only shown here, so that each gets its whole value at once. */
function recorder(
  registry: Registry,
  { kind, ...row }: MetricRow,
): (labels: Record<string, string>, value: number) => void {
  const configuration = { ...row, registers: [registry] };
  if (kind === 'gauge') {
    const metric = new Gauge(configuration);
    return (labels, value) => metric.set(labels, value);
  }
  const metric = new Counter(configuration);
  return (labels, value) => metric.inc(labels, value);
}
