import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { createAutoLog, deleteAutoLog, findAutoLogs } from './auto-log.ts';

test('an AUTO log is a new private file with Supervisor’s name', async () => {
  await withTempDir((childlogdir) => {
    const name = { childlogdir, processName: 'web_01', channel: 'stderr', identifier: 'supervisor' } as const;
    const path = createAutoLog(name);
    expect(basename(path)).toMatch(/^web_01-stderr---supervisor-[a-z0-9_]{8}\.log$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(createAutoLog(name)).not.toBe(path);
    expect(readdirSync(childlogdir)).toHaveLength(2);
  });
});

test('a directory that is not there throws its errno', () => {
  const name = { childlogdir: '/nowhere', processName: 'web', channel: 'stdout', identifier: 'x' } as const;
  expect(() => createAutoLog(name)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('clearing deletes the AUTO logs of this identifier, rotated ones too, and nothing else', async () => {
  await withTempDir((directory) => {
    const kept = [
      'web-stdout---axb-k0123456.log',
      'web-stdout---a.b.log',
      'web-stdout---a.b-with space.log',
      '---a.b-k0123456.log',
      'web.log',
    ];
    const removed = [
      'web-stdout---a.b-k0123456.log',
      'web-stdout---a.b-k0123456.log.12',
      'x---y---a.b-z.log1',
    ];
    for (const name of [...kept, ...removed]) writeFileSync(join(directory, name), '');
    const log = new MemoryLog();
    for (const path of findAutoLogs(directory, 'a.b', log)) deleteAutoLog(path, log);
    expect(readdirSync(directory).sort()).toEqual(kept.sort());
    expect(log.lines).toEqual([]);
  });
});

test('what cannot be deleted is named in a warning', async () => {
  await withTempDir((directory) => {
    const path = join(directory, "it's---a-k.log");
    mkdirSync(path);
    const log = new MemoryLog();
    for (const found of findAutoLogs(directory, 'a', log)) deleteAutoLog(found, log);
    expect(log.lines).toEqual([`WARN Failed to clean up "${path}"`]);
  });
});

test('a directory that cannot be read is a warning', () => {
  const log = new MemoryLog();
  expect(findAutoLogs('/nowhere', 'a', log)).toEqual([]);
  expect(log.lines).toEqual(['WARN Could not clear childlog dir']);
});
