import { expect, test } from 'vitest';
import { aRequest, filesInMemory } from '../../test/support/load-text.ts';
import { ConfigSource } from './config-source.ts';

test('a relative file is looked up where the daemon began, wherever it is now', () => {
  const read: string[] = [];
  const files = filesInMemory({ 'app.conf': '[supervisord]\n', '/srv/app.conf': '[supervisord]\n' });
  const source = new ConfigSource(
    'app.conf',
    {},
    {
      ...aRequest(''),
      files: {
        ...files,
        readFile(path) {
          read.push(path);
          return files.readFile(path);
        },
      },
    },
  );
  expect([source.load().kind, source.load().kind]).toEqual(['loaded', 'loaded']);
  expect(read).toEqual(['/srv/app.conf', '/srv/app.conf']);
});

test('an environment that is made from itself is the same each time', () => {
  const text = '[supervisord]\nenvironment=PATH="/opt/bin:%(ENV_PATH)s"\n[program:web]\ncommand=web';
  const request = { ...aRequest(text), environment: new Map([['PATH', '/bin']]) };
  const source = new ConfigSource(request.file, {}, request);
  const paths = [source.load(), source.load()].map((result) =>
    result.kind === 'refused' ? null : result.config.groups[0]?.processes[0]?.environment.get('PATH'),
  );
  expect(paths).toEqual(['/opt/bin:/bin', '/opt/bin:/bin']);
});
