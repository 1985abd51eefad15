import { describe, expect, it } from 'vitest';
import type { ProcessInfo, StateName } from '../wire.ts';
import { matches } from './filter.ts';
import { markMatches } from './marking.ts';
import { concerned, needsConfirmation, outcomeOf, sentence } from './operation.ts';
import { selectionNames } from './selection-names.ts';
import { tableRows } from './table-rows.ts';
import { addSample, latestShare, sparkPoints } from './usage-series.ts';
import { scrolledTo, visibleRows } from './visible-rows.ts';

function info(
  group: string,
  name: string,
  statename: StateName = 'RUNNING',
  more: Partial<ProcessInfo> = {},
): ProcessInfo {
  return {
    group,
    name,
    statename,
    start: 1000,
    stop: 0,
    now: 2000,
    pid: statename === 'RUNNING' ? 7 : 0,
    spawnerr: '',
    exitstatus: 0,
    stdout_logfile: '',
    stderr_logfile: '',
    description: '',
    ...more,
  };
}

describe('the rows that are made', () => {
  it('are those in view and a few around them', () => {
    expect(visibleRows({ scrollTop: 3200, height: 320 }, 32, 1000)).toEqual({ from: 92, to: 118 });
    expect(visibleRows({ scrollTop: 0, height: 320 }, 32, 5)).toEqual({ from: 0, to: 5 });
    expect(visibleRows({ scrollTop: 99_999, height: 320 }, 32, 5)).toEqual({ from: 5, to: 5 });
  });

  it('are scrolled no further than needed', () => {
    const viewport = { scrollTop: 100, height: 100 };
    expect([2, 5, 12].map((index) => scrolledTo(index, 10, viewport))).toEqual([20, 50, 100]);
    expect(scrolledTo(30, 10, viewport)).toBe(210);
    expect(scrolledTo(12, 10, viewport)).toBe(100);
  });
});

describe('the filter', () => {
  const all = [info('web', 'web'), info('worker', 'worker_1', 'FATAL'), info('worker', 'fatalist')];
  const shown = (text: string, ...states: StateName[]) =>
    all.filter(matches({ text, states: new Set(states) })).map(({ name }) => name);

  it.each([
    ['', ['web', 'worker_1', 'fatalist']],
    ['work', ['worker_1', 'fatalist']],
    ['work 1', ['worker_1']],
    ['FATAL', ['worker_1', 'fatalist']],
    ['fatal _1', ['worker_1']],
    ['nothing', []],
  ])('%j lets %j through', (text, names) => {
    expect(shown(text)).toEqual(names);
  });

  it('asks for chosen states, too', () => {
    expect(shown('worker', 'FATAL')).toEqual(['worker_1']);
  });
});

describe('the table', () => {
  const request = {
    isShown: () => true,
    sort: 'configured',
    closedGroups: new Set<string>(),
    usage: new Map(),
  } as const;
  const processes = [info('web', 'web'), info('w', 'w_2', 'FATAL'), info('w', 'w_10')];
  const keys = (rows: ReturnType<typeof tableRows>) => rows.map(({ key }) => key);

  it('has a line for a group, but not for a program that is its own', () => {
    expect(keys(tableRows({ ...request, processes }))).toEqual(['web:web', 'w:*', 'w:w_2', 'w:w_10']);
  });

  it('hides the members of closed groups', () => {
    expect(keys(tableRows({ ...request, processes, closedGroups: new Set(['w']) }))).toEqual([
      'web:web',
      'w:*',
    ]);
  });

  it('is one list when it is sorted: numbers by their value, trouble first', () => {
    expect(keys(tableRows({ ...request, processes, sort: 'name' }))).toEqual(['w:w_2', 'w:w_10', 'web:web']);
    expect(keys(tableRows({ ...request, processes, sort: 'state' }))).toEqual(['w:w_2', 'w:w_10', 'web:web']);
  });
});

describe('usage', () => {
  const usage = (cpu: number) => ({
    name: 'a',
    group: 'a',
    cpu,
    rss: 1,
    pss: 1,
    fds: 1,
    threads: 1,
    processes: 1,
  });

  it('is what was used between two samples', () => {
    const series = addSample(addSample(undefined, usage(10), 0), usage(11), 2000);
    expect(latestShare(series)).toBe(0.5);
  });

  it('is unknown when the counter went back', () => {
    expect(latestShare(addSample(addSample(undefined, usage(10), 0), usage(1), 2000))).toBeNull();
  });

  it('is drawn with the newest at the right', () => {
    expect(sparkPoints([0, 0.1], { width: 119, height: 20, full: 0.1 })).toBe('118,19 119,1');
  });
});

describe('an order', () => {
  it('is for those for which it means something', () => {
    const both = [info('a', 'a'), info('b', 'b', 'STOPPED')];
    expect(concerned('start', both).map(({ name }) => name)).toEqual(['b']);
    expect(concerned('stop', both).map(({ name }) => name)).toEqual(['a']);
    expect(concerned('signal', both).map(({ name }) => name)).toEqual(['a']);
    expect(concerned('restart', both)).toHaveLength(2);
  });

  it.each([
    ['start', 'RUNNING', 'done'],
    ['start', 'STARTING', undefined],
    ['start', 'FATAL', 'failed'],
    ['start', 'EXITED', 'done'],
    ['restart', 'STOPPED', undefined],
    ['stop', 'STOPPING', undefined],
    ['stop', 'STOPPED', 'done'],
    ['stop', 'FATAL', 'done'],
  ] as const)('%s and then %s is %s', (kind, state, outcome) => {
    expect(outcomeOf(kind, info('a', 'a', state))?.kind).toBe(outcome);
  });

  it('is asked about when it cannot be taken back', () => {
    expect(needsConfirmation('stop', 1)).toBe(false);
    expect(needsConfirmation('stop', 2)).toBe(true);
    expect(needsConfirmation('clear', 1)).toBe(true);
  });

  it('is told in a sentence', () => {
    expect(sentence('stop', 'past', ['web'])).toBe('Stopped web');
    expect(sentence('clear', 'progress', ['a', 'b'])).toBe('Clearing the logs of 2 programs');
  });
});

describe('the names of what is chosen', () => {
  const all = [info('web', 'a'), info('web', 'b'), info('job', 'job'), info('two', 'x'), info('two', 'y')];

  it('are those of groups where all of one is meant', () => {
    expect(selectionNames(all, all)).toEqual(['web:*', 'job:job', 'two:*']);
    expect(
      selectionNames(
        [all[0], all[2], all[3], all[4]].flatMap((each) => each ?? []),
        all,
      ),
    ).toEqual(['web:a', 'job:job', 'two:*']);
  });
});

describe('matches in a line', () => {
  it('are marked across spans', () => {
    const spans = [
      { text: 'one er', classes: '' },
      { text: 'ror two', classes: 'fg-1' },
    ];
    expect(markMatches(spans, /error/i)).toEqual([
      { text: 'one ', classes: '', isMatch: false },
      { text: 'er', classes: '', isMatch: true },
      { text: 'ror', classes: 'fg-1', isMatch: true },
      { text: ' two', classes: 'fg-1', isMatch: false },
    ]);
  });
});
