import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleDaemon } from '../../test/support/sample-config.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { statePlace } from './state-place.ts';

const log = (path: string) => ({ logfile: { kind: 'file', path } }) as const;

test('both lie beside the log file, which need not be there yet', async () => {
  await withTempDir(async (directory) => {
    const path = join(directory, 'supervisord.log');
    expect(statePlace(sampleDaemon(log(path)), '/run/x')).toEqual({
      historyFile: `${path}.history`,
      disabledFile: `${path}.disabled`,
      programsFile: `${path}.programs`,
    });
  });
});

test('without a place beside the log it is the run directory', async () => {
  await withTempDir(async (directory) => {
    mkdirSync(join(directory, 'log'));
    const logs = [log('/dev/null'), log('/dev/stdout'), log('/proc/self/fd/1'), log(join(directory, 'log'))];
    for (const place of [...logs, log('/nosuch/x.log'), { logfile: { kind: 'syslog' } } as const]) {
      expect(statePlace(sampleDaemon(place), '/run/x')).toEqual({
        historyFile: '/run/x/history',
        disabledFile: '/run/x/disabled',
        programsFile: '/run/x/programs',
      });
    }
  });
});

test('the history goes where the configuration says, or nowhere', () => {
  const place = (historyfile: Parameters<typeof sampleDaemon>[0]) =>
    statePlace(sampleDaemon({ ...log('/dev/null'), ...historyfile }), '/run/x');
  expect(place({ historyfile: { kind: 'file', path: '/a/h' } })).toEqual({
    historyFile: '/a/h',
    disabledFile: '/run/x/disabled',
    programsFile: '/run/x/programs',
  });
  expect(place({ historyfile: { kind: 'none' } }).historyFile).toBeNull();
});
