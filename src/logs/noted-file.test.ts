import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { makeTempDir, type TempDir } from '../../test/support/temp-dir.ts';
import type { LogFileOptions } from './log-writer.ts';
import { notedFile } from './noted-file.ts';
import { RotatingFile } from './rotating-file.ts';

let directory: TempDir;
let path: string;
const open: RotatingFile[] = [];

beforeEach(() => {
  directory = makeTempDir();
  path = join(directory.path, 'web.log');
});

afterEach(() => {
  for (const file of open.splice(0)) file.close();
  directory.remove();
});

function openLog(options: Partial<LogFileOptions> = {}): RotatingFile {
  const surroundings = { clock: new FakeClock(), onTrouble: () => {} };
  const file = new RotatingFile(path, { maxBytes: 0, backups: 0, ...options }, surroundings);
  open.push(file);
  return file;
}

const found = (log: RotatingFile, inode: number | null) => {
  const file = notedFile(log, inode);
  return { path: file.path, size: file.size };
};

describe('the file that was noted', () => {
  test('is the log, as long as it has the same inode', () => {
    const log = openLog();
    const { inode } = log;
    expect(inode).toBe(statSync(path).ino);
    log.write(Buffer.from('four'));
    expect(found(openLog(), inode)).toEqual({ path, size: 4 });
  });

  test('is the newest backup once the log was rotated', () => {
    const log = openLog({ maxBytes: 3, backups: 2 });
    const { inode } = log;
    log.write(Buffer.from('four'));
    expect(log.inode).not.toBe(inode);
    expect(found(log, inode)).toEqual({ path: `${path}.1`, size: 4 });
  });

  test('is where somebody else moved it, if that is the name of the newest backup', () => {
    const log = openLog();
    const { inode } = log;
    renameSync(path, `${path}.1`);
    log.write(Buffer.from('four'));
    expect(found(openLog(), inode)).toEqual({ path: `${path}.1`, size: 4 });
  });

  test('is taken for the log where it is gone, or was not noted', () => {
    writeFileSync(path, 'four');
    writeFileSync(`${path}.1`, 'one more');
    const log = openLog();
    const other = statSync(directory.path).ino;
    expect(found(log, other)).toEqual({ path, size: 4 });
    renameSync(`${path}.1`, `${path}.2`);
    expect(found(log, other)).toEqual({ path, size: 4 });
    expect(found(log, null)).toEqual({ path, size: 4 });
  });
});
