import { expect, test } from 'vitest';
import { filesInMemory } from '../../test/support/load-text.ts';
import { findConfigFile, noConfigFile, searchPaths } from './search-path.ts';

test.each([
  ['/usr/local/bin/vigild', ['/usr/local/etc/supervisord.conf', '/usr/local/supervisord.conf']],
  ['bin/vigild', ['etc/supervisord.conf', 'supervisord.conf']],
  ['vigild', ['etc/supervisord.conf', 'supervisord.conf']],
])('%s begins to look at %j', (program, expected) => {
  expect(searchPaths(program)).toEqual([
    ...expected,
    'supervisord.conf',
    'etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ]);
});

test('the first file that exists is taken, as it stands in the list', () => {
  const files = filesInMemory({ '/srv/etc/supervisord.conf': '', '/etc/supervisord.conf': '' });
  expect(findConfigFile(searchPaths('/usr/bin/vigild'), { files, cwd: '/srv' })).toBe('etc/supervisord.conf');
  expect(findConfigFile(searchPaths('/usr/bin/vigild'), { files, cwd: '/tmp' })).toBe(
    '/etc/supervisord.conf',
  );
  expect(findConfigFile(['a'], { files, cwd: '/tmp' })).toBeNull();
});

test('the message lists all places', () => {
  expect(noConfigFile(['a', '/b']).message).toBe(
    'No config file found at default paths (a, /b); use the -c option to specify a config file at a different path',
  );
});
