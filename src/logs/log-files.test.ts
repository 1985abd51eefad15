import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { LogFiles } from './log-files.ts';

const makeLogFiles = () => new LogFiles({ clock: new FakeClock(), onTrouble: () => {} });

test('two processes with one path share one file, which is rotated once', async () => {
  await withTempDir((directory) => {
    symlinkSync(directory, join(directory, 'alias'));
    const files = makeLogFiles();
    const options = { maxBytes: 10, backups: 9 };
    const one = files.open(join(directory, 'web.log'), options);
    const other = files.open(join(directory, 'alias', '.', 'web.log'), options);
    expect(other).toBe(one);
    for (let number = 0; number < 6; number += 1) {
      one.write(Buffer.from(`one ${number}\n`));
      other.write(Buffer.from(`two ${number}\n`));
    }
    const names = readdirSync(directory).filter((name) => name.startsWith('web.log'));
    const lines = names.flatMap((name) => readFileSync(join(directory, name), 'utf8').match(/.+\n/g) ?? []);
    expect(lines.sort()).toEqual([
      ...Array.from({ length: 6 }, (_, number) => `one ${number}\n`),
      ...Array.from({ length: 6 }, (_, number) => `two ${number}\n`),
    ]);
    files.release(one);
    files.release(other);
  });
});

test('the file is closed with its last user, and a later opening is a new one', async () => {
  await withTempDir((directory) => {
    const files = makeLogFiles();
    const path = join(directory, 'web.log');
    const options = { maxBytes: 0, backups: 0 };
    const first = files.open(path, options);
    files.open(path, options);
    files.release(first);
    first.write(Buffer.from('still open\n'));
    files.release(first);
    const later = files.open(path, options);
    expect(later).not.toBe(first);
    expect(readFileSync(path, 'utf8')).toBe('still open\n');
    files.release(later);
    files.release(later);
  });
});

test('a file that cannot be opened is not remembered', async () => {
  await withTempDir((directory) => {
    const files = makeLogFiles();
    const options = { maxBytes: 0, backups: 0 };
    const isRefused = expect.objectContaining({ code: 'EISDIR' });
    expect(() => files.open(directory, options)).toThrow(isRefused);
    expect(() => files.open(directory, options)).toThrow(isRefused);
  });
});

test('/dev/null never rotates, whatever the size', () => {
  const files = makeLogFiles();
  const log = files.open('/dev/null', { maxBytes: 1, backups: 1 });
  log.write(Buffer.from('more than one byte'));
  expect(log.lostBytes).toBe(0);
  files.release(log);
});

test('two names of one descriptor share one log', () => {
  const files = makeLogFiles();
  const options = { maxBytes: 0, backups: 0 };
  const one = files.open('/dev/stderr', options);
  expect(files.open('/proc/self/fd/2', options)).toBe(one);
  files.release(one);
  files.release(one);
});
