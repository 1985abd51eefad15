import { expect, test } from 'vitest';
import { sampleProcess } from '../../test/support/sample-config.ts';
import { effectiveConfig } from './effective-config.ts';

const ORIGINS = new Map([
  ['command', { file: '/etc/vigil.conf', line: 7 }],
  ['environment', { file: '/etc/conf.d/web.conf', line: 3 }],
]);

function settings(changes: Parameters<typeof sampleProcess>[0]): ReadonlyMap<unknown, object> {
  const config = sampleProcess({ origins: ORIGINS, ...changes });
  return new Map(effectiveConfig(config).map((setting) => [setting['key'], setting]));
}

test('says where each value was written', () => {
  const found = settings({ command: '/bin/app' });
  expect(found.get('command')).toEqual({ key: 'command', value: '/bin/app', source: '/etc/vigil.conf:7' });
  expect(found.get('startsecs')).toEqual({ key: 'startsecs', value: '1', source: 'default' });
  expect(found.has('directory')).toBe(false);
});

test('comes in the order of the table of options', () => {
  const keys = [...settings({ environment: new Map([['A', '1']]) }).keys()];
  expect(keys.slice(0, 2)).toEqual(['priority', 'autostart']);
  expect(keys.indexOf('environment.A')).toBeLessThan(keys.indexOf('stdout_logfile'));
  expect(keys.at(-1)).toBe('command');
});

test('shows no secrets', () => {
  const environment = new Map([
    ['DB_PASSWORD', 'x1'],
    ['DB_URL', 'mysql://root:x2@db'],
    ['MODE', 'fast'],
  ]);
  const found = settings({ command: 'app --token x3', serverurl: 'http://me:x4@host', environment });
  expect(JSON.stringify([...found.values()])).not.toMatch(/x[1-4]/);
  expect(found.get('environment.MODE')).toEqual({
    key: 'environment.MODE',
    value: 'fast',
    source: '/etc/conf.d/web.conf:3',
  });
});

test('variables of the daemon’s own section say so', () => {
  const found = settings({ origins: new Map(), environment: new Map([['MODE', 'fast']]) });
  expect(found.get('environment.MODE')).toMatchObject({ source: '[supervisord] environment' });
});
