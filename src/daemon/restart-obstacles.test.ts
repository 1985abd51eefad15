import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loaded } from '../../test/support/load-text.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { openLibc } from '../os/native.ts';
import { restartObstacles } from './restart-obstacles.ts';

const libc = openLibc();

function obstacles(logfile: string): readonly string[] {
  const { config } = loaded(`[supervisord]\nlogfile=${logfile}\n`);
  return restartObstacles(libc, config, config).map(({ message }) => message);
}

test('a log file that cannot be opened is an obstacle', () =>
  withTempDir((directory) => {
    expect(obstacles(join(directory, 'x.log'))).toEqual([]);
    expect(obstacles(directory)).toEqual([`Cannot open log file "${directory}": EISDIR`]);
  }));

test('a descriptor of the daemon is none, although it could not be opened again', () =>
  withTempDir((directory) => {
    const fd = openSync(directory, 'r');
    expect(obstacles(`/dev/fd/${fd}`)).toEqual([]);
    closeSync(fd);
  }));
