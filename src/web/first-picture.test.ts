import { expect, test } from 'vitest';
import type { FeedSnapshot } from './event-feed.ts';
import { firstPicture } from './first-picture.ts';

function aProcess(more: Record<string, string | number> = {}) {
  return {
    group: 'web',
    name: 'web',
    statename: 'RUNNING',
    pid: 4711,
    start: 1000,
    stop: 0,
    now: 1125,
    spawnerr: '',
    ...more,
  };
}

function shown(processes: FeedSnapshot['processes'], isReadOnly = false): string {
  return firstPicture({ processes, daemon: { identification: 'harbour' } }, { isReadOnly });
}

/** The texts of the rows behind the head of the table, cells parted by bars. */
function rowsOf(markup: string): readonly string[] {
  return markup
    .split('<div class="row')
    .slice(2)
    .map((row) => row.replace(/<\/div><div/g, '|<div').replace(/^[^>]*>|<[^>]*>/g, ''));
}

test('programs with their states, uptimes and pids, members below their group', () => {
  const markup = shown([
    aProcess(),
    aProcess({ group: 'shop', name: 'cart' }),
    aProcess({ group: 'shop', name: 'pay', statename: 'FATAL', pid: 0, spawnerr: 'no such file' }),
  ]);
  expect(rowsOf(markup)).toEqual(
    ['RUNNING|web|2m 05s|4711', '11|shop', 'RUNNING|cart|2m 05s|4711', 'FATAL|payno such file||'].map(
      (text) => expect.stringContaining(text),
    ),
  );
  expect(markup).toContain('harbour');
  expect(markup).toContain('<span class="chip-count">2</span> <span class="chip-name">running</span>');
});

test('nothing that a program is called or fails with is markup', () => {
  const evil = '"><img src=x onerror=alert(1)>';
  const markup = shown([aProcess({ group: evil, name: evil, statename: 'BACKOFF', spawnerr: evil })]);
  expect(markup).not.toContain('<img');
  expect(markup).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
});

test('no more rows than a window has room for', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    aProcess({ group: 'worker', name: `worker_${index}` }),
  );
  expect(rowsOf(shown(many)).length).toBeLessThan(60);
});

test('whoever may only look has no columns for what acts', () => {
  expect(shown([aProcess()], true)).toContain('table-read-only');
  expect(shown([aProcess()])).not.toContain('table-read-only');
});
