import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { beforeEach, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { collectMetrics } from './metric-facts.ts';
import { writeMetrics } from './metrics-text.ts';
import { StartCounts } from './start-counts.ts';

let world: TestWorld;
let starts: StartCounts;

beforeEach(() => {
  world = new TestWorld();
  starts = new StartCounts(world.supervisor);
});

interface Sample {
  readonly value: string;
  readonly labels?: Readonly<Record<string, string>>;
}

async function scrape(): Promise<
  ReadonlyMap<string, { readonly type: string; readonly metrics: readonly Sample[] }>
> {
  const facts = await collectMetrics({ world, starts, version: '1.2.3', eventReaders: () => 2 });
  const { text, contentType } = await writeMetrics(facts);
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  const families = parsePrometheusTextFormat(text);
  expect(families.every(({ help, type }) => help !== '' && (type === 'GAUGE' || type === 'COUNTER'))).toBe(
    true,
  );
  return new Map(families.map((family) => [family.name, family]));
}

test('a program that runs', async () => {
  world.addMembers('web', { name: 'a', critical: true });
  world.run('a', 'web');
  world.exit('a', { kind: 'exited', code: 3 }, 'web');
  world.daemon.usage = [
    { group: 'web', name: 'a', cpu: 1.5, rss: 4096, pss: 2048, fds: 7, threads: 3, processes: 2 },
  ];
  const families = await scrape();
  const samplesOf = (name: string) => families.get(name)?.metrics;
  const one = (value: string) => [{ value, labels: { group: 'web', name: 'a' } }];
  expect(samplesOf('vigil_program_state')).toEqual(one('10'));
  expect(samplesOf('vigil_program_up')).toEqual(one('0'));
  expect(samplesOf('vigil_program_critical')).toEqual(one('1'));
  expect(samplesOf('vigil_program_restarts_total')).toEqual(one('1'));
  expect(samplesOf('vigil_program_last_exit_status')).toEqual(one('3'));
  expect(samplesOf('vigil_program_cpu_seconds_total')).toEqual(one('1.5'));
  expect(samplesOf('vigil_program_proportional_bytes')).toEqual(one('2048'));
  expect(samplesOf('vigil_program_open_fds')).toEqual(one('7'));
  expect(families.get('vigil_program_restarts_total')?.type).toBe('COUNTER');
  expect(samplesOf('vigil_spawns_total')).toEqual([{ value: '2' }]);
  expect(samplesOf('vigil_event_readers')).toEqual([{ value: '2' }]);
});

test('a program that never ran has neither a start nor an exit', async () => {
  world.addPrograms('idle');
  const families = await scrape();
  expect(families.get('vigil_program_up')?.metrics).toHaveLength(1);
  for (const name of ['start_time_seconds', 'last_exit_status', 'resident_bytes']) {
    expect(families.get(`vigil_program_${name}`)?.metrics ?? []).toEqual([]);
  }
});

test('names that need quoting', async () => {
  world.addPrograms('a"b\\c\nd');
  const families = await scrape();
  expect(families.get('vigil_program_up')?.metrics).toHaveLength(1);
});

test('pools of listeners', async () => {
  world.daemon.pools = [
    { name: 'mail', bufferSize: 10, buffered: 3, accepted: 9, processed: 4, discarded: 2, listeners: [] },
  ];
  const families = await scrape();
  const labels = { pool: 'mail' };
  expect(families.get('vigil_listener_buffered_events')?.metrics).toEqual([{ value: '3', labels }]);
  expect(families.get('vigil_listener_discarded_events_total')?.metrics).toEqual([{ value: '2', labels }]);
});

test('counts of a group that is removed are forgotten, the sum is not', async () => {
  world.addPrograms('web');
  world.run('web');
  world.process('web').stop();
  world.exit('web', { kind: 'exited', code: 0 });
  world.supervisor.removeGroup('web');
  expect([starts.starts('web', 'web'), starts.total]).toEqual([0, 1]);
});
