import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aRequest } from '../../test/support/load-text.ts';
import type { Grammar } from './grammar.ts';
import { existingDirectory, existingDirectoryPath, logTarget, ownerOrElse, user } from './machine-values.ts';
import {
  autorestart,
  boolean,
  byteSize,
  exitCodes,
  inetAddress,
  integer,
  logLevel,
  name,
  octal,
  signal,
  stringList,
} from './values.ts';

function read<Value>(grammar: Grammar<Value>, text: string, users = aRequest('').users): unknown {
  const result = grammar.parse(text, { ...aRequest(''), users });
  return result.kind === 'parsed' ? result.value : `! ${result.message}`;
}

type Row = readonly [grammar: Grammar<unknown>, text: string, expected: unknown];

describe('values that are accepted', () => {
  test.each<Row>([
    [integer, '-010', -10],
    [boolean, 'Yes', true],
    [boolean, 'OFF', false],
    [byteSize, '50MB', 52428800],
    [byteSize, '1 kb', 1024],
    [byteSize, '-1', -1],
    [octal, '022', 18],
    [exitCodes, '0, 2', [0, 2]],
    [exitCodes, '', []],
    [autorestart, 'Unexpected', 'unexpected'],
    [autorestart, '1', true],
    [autorestart, 'no', false],
    [stringList, 'a, b,', ['a', 'b', '']],
    [stringList, '', []],
    [signal, 'term', 15],
    [signal, ' SIGHUP ', 1],
    [signal, '0', 0],
    [signal, 'RTMAX', 64],
    [signal, 'CLD', 17],
    [signal, '_IGN', 1],
    [logLevel, 'WARN', 'warn'],
    [inetAddress, '9001', { host: '', port: 9001 }],
    [inetAddress, '*:80', { host: '', port: 80 }],
    [inetAddress, ':80', { host: '', port: 80 }],
    [inetAddress, 'HOST:1', { host: 'host', port: 1 }],
    [inetAddress, '::1:80', { host: '::1', port: 80 }],
    [name, ' web ', 'web'],
    [existingDirectory, '~', '/home/me'],
    [existingDirectoryPath, 'relative.log', 'relative.log'],
    [existingDirectoryPath, '~/x.log', '/home/me/x.log'],
    [logTarget, 'None', { kind: 'none' }],
    [logTarget, 'OFF', { kind: 'none' }],
    [logTarget, 'auto', { kind: 'auto' }],
    [logTarget, 'syslog', { kind: 'syslog' }],
    [logTarget, '', { kind: 'file', path: '' }],
    [logTarget, '~/x', { kind: 'file', path: '/home/me/x' }],
    [user, 'www', { written: 'www', uid: 33, gid: 33 }],
    [user, '0', { written: '0', uid: 0, gid: 0 }],
    [ownerOrElse('x'), 'www', { written: 'www', uid: 33, gid: null }],
    [ownerOrElse('x'), 'www:0', { written: 'www:0', uid: 33, gid: 0 }],
  ])('%#: %o reads %j', (grammar, text, expected) => {
    expect(read(grammar, text)).toEqual(expected);
  });
});

describe('values that are refused', () => {
  test.each<Row>([
    [integer, '1.5', "invalid literal for int() with base 10: '1.5'"],
    [boolean, 'maybe', "not a valid boolean value: 'maybe'"],
    [boolean, '', "not a valid boolean value: ''"],
    [byteSize, '1.5MB', "invalid literal for int() with base 10: '1.5'"],
    [byteSize, '10K', "invalid literal for int() with base 10: '10k'"],
    [octal, '9', '9 can not be converted to an octal type'],
    [exitCodes, '256', "not a valid list of exit codes: '256'"],
    [exitCodes, '0,', "not a valid list of exit codes: '0,'"],
    [autorestart, 'Always', "invalid 'autorestart' value 'always'"],
    [signal, 'TREM', "value 'TREM' is not a valid signal name"],
    [signal, '40', "value '40' is not a valid signal number"],
    [logLevel, 'warning', "bad logging level name 'warning'"],
    [inetAddress, 'x', "not a valid port number: 'x' "],
    [inetAddress, '0', "not a valid port number: '0' "],
    [inetAddress, 'h:', "no port number specified in ''"],
    [inetAddress, 'h:x', "invalid literal for int() with base 10: 'x'"],
    [inetAddress, 'h:0', '0 is below lower bound (1)'],
    [inetAddress, 'h:65536', '65536 is above upper bound (65535)'],
    [name, 'a b:c', "Invalid name: 'a b:c' because of character: ' '"],
    [name, 'a/b', "Invalid name: 'a/b' because of character: '/'"],
    [existingDirectory, '/no/where', '/no/where is not an existing directory'],
    [existingDirectory, '', ' is not an existing directory'],
    [existingDirectoryPath, '/no/x', 'The directory named as part of the path /no/x does not exist'],
    [logTarget, '/no/x', 'The directory named as part of the path /no/x does not exist'],
    [user, 'nosuch', 'Invalid user name nosuch'],
    [user, '4711', 'Invalid user id 4711'],
    [ownerOrElse('Invalid sockchown value'), 'www:nosuch', 'Invalid sockchown value www:nosuch'],
  ])('%#: %o refuses %j', (grammar, text, message) => {
    expect(read(grammar, text)).toBe(`! ${message}`);
  });
});

test.each<Row>([
  [existingDirectory, '/no/where', '/no/where'],
  [logTarget, '/no/x', { kind: 'file', path: '/no/x' }],
  [user, 'nosuch', { written: 'nosuch', uid: null, gid: null }],
  [ownerOrElse('x'), 'no:such', { written: 'no:such', uid: null, gid: null }],
])(
  '%#: without a user database nothing is checked against the machine: %o takes %j',
  (grammar, text, expected) => {
    expect(read(grammar, text, null)).toEqual(expected);
  },
);

test('sizes are exact powers of 1024', () => {
  const units = fc.constantFrom<[string, number]>(['KB', 1], ['mb', 2], ['Gb', 3]);
  fc.assert(
    fc.property(
      fc.nat(9999),
      units,
      (count, [unit, power]) => read(byteSize, `${count}${unit}`) === count * 1024 ** power,
    ),
  );
});
