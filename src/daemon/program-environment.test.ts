import { expect, test } from 'vitest';
import { ProgramEnvironment, serverUrlOf } from './program-environment.ts';

const DAEMON = new Map([
  ['PATH', '/usr/bin:/bin'],
  ['HOME', '/root'],
  ['LANG', 'C.UTF-8'],
]);

test("a program inherits the daemon's environment", () => {
  expect(new ProgramEnvironment(DAEMON, new Map()).entries(new Map())).toEqual([
    'PATH=/usr/bin:/bin',
    'HOME=/root',
    'LANG=C.UTF-8',
  ]);
});

test('what is set for the program takes the place of what is inherited, the rest follows', () => {
  const own = new Map([
    ['GREETING', 'a=b'],
    ['HOME', ''],
  ]);
  expect(new ProgramEnvironment(DAEMON, new Map()).entries(own)).toEqual([
    'PATH=/usr/bin:/bin',
    'HOME=',
    'LANG=C.UTF-8',
    'GREETING=a=b',
  ]);
});

test("a program is told the daemon's server, unless it has one of its own or none", () => {
  expect(serverUrlOf({ serverurl: null }, 'unix:///run/s.sock')).toBe('unix:///run/s.sock');
  expect(serverUrlOf({ serverurl: 'http://other:9001' }, 'unix:///run/s.sock')).toBe('http://other:9001');
  expect(serverUrlOf({ serverurl: '' }, 'unix:///run/s.sock')).toBeNull();
  expect(serverUrlOf({ serverurl: null }, null)).toBeNull();
});

test('what is inherited and is no text stays as it is, unless the program has its own', () => {
  const bytes = new Map([['LANG', Uint8Array.of(1, 2)]]);
  const environment = new ProgramEnvironment(new Map([['LANG', 'caf\ufffd']]), bytes);
  expect(environment.entries(new Map())).toEqual([Uint8Array.of(1, 2)]);
  expect(environment.entries(new Map([['LANG', 'C']]))).toEqual(['LANG=C']);
});
