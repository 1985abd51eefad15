import { describe, expect, test } from 'vitest';
import {
  sampleFcgi,
  sampleGroup,
  sampleListener,
  sampleProcess,
  sampleStream,
} from '../../test/support/sample-config.ts';
import { bytes, seconds, signalNumber } from '../core/units.ts';
import { groupDifference, isSameGroup } from './difference.ts';
import type { ProcessConfig } from './model.ts';

describe('groupDifference', () => {
  test('added and changed come in the new order, removed in the order of use', () => {
    const active = ['z', 'gone-b', 'a', 'gone-a'].map((name) => sampleGroup({ name }));
    const next = [
      sampleGroup({ name: 'new-b' }),
      sampleGroup({ name: 'z', priority: 1 }),
      sampleGroup({ name: 'a', priority: 1 }),
      sampleGroup({ name: 'new-a' }),
    ];
    expect(groupDifference(active, next)).toEqual({
      added: ['new-b', 'new-a'],
      changed: ['z', 'a'],
      removed: ['gone-b', 'gone-a'],
    });
  });

  test('equal configurations differ in nothing', () => {
    const groups = () => [sampleGroup(), sampleListener(), sampleFcgi()];
    expect(groupDifference(groups(), groups())).toEqual({ added: [], changed: [], removed: [] });
  });

  test('a second group of the same name does not count', () => {
    const twice = [sampleGroup(), sampleGroup({ priority: 5 })];
    expect(groupDifference(twice, twice)).toEqual({ added: [], changed: [], removed: [] });
    expect(groupDifference([], twice).added).toEqual(['web']);
  });
});

describe('isSameGroup', () => {
  const changes: Partial<ProcessConfig>[] = [
    { name: 'other' },
    { user: { written: 'www', uid: 33, gid: 33 } },
    { command: '/bin/tac' },
    { directory: '/srv' },
    { umask: 0 },
    { priority: 1 },
    { autostart: false },
    { autorestart: true },
    { startsecs: seconds(2) },
    { startretries: 4 },
    { stopsignal: signalNumber(2) },
    { stopwaitsecs: seconds(11) },
    { stopasgroup: true },
    { killasgroup: true },
    { exitcodes: [0, 2] },
    { redirectStderr: true },
    { environment: new Map([['A', '1']]) },
    { serverurl: 'http://localhost:1' },
    {
      sockets: [
        {
          url: 'tcp://h:1',
          address: { kind: 'tcp', host: 'h', port: 1 },
          owner: null,
          mode: null,
          backlog: null,
        },
      ],
    },
    { stdout: sampleStream({ maxBytes: bytes(1) }) },
    { stdout: sampleStream({ backups: 1 }) },
    { stdout: sampleStream({ captureMaxBytes: bytes(1) }) },
    { stdout: sampleStream({ eventsEnabled: true }) },
    { stdout: sampleStream({ syslog: true }) },
    { stdout: sampleStream({ timestamp: 'utc' }) },
    { stderr: sampleStream({ backups: 1 }) },
  ];

  test.each(changes)('a process with %j makes the group different', (change) => {
    const before = sampleGroup();
    const after = sampleGroup({ processes: [sampleProcess({ ...change })] });
    expect(isSameGroup(before, after)).toBe(false);
  });

  test('where and under which group name a process was written does not count', () => {
    const moved = sampleProcess({
      position: { file: 'other.conf', line: 9 },
      section: 'program:x',
      group: 'g',
    });
    expect(isSameGroup(sampleGroup(), sampleGroup({ processes: [moved] }))).toBe(true);
  });

  test('a log file is not compared when either side is AUTO', () => {
    const withLog = (logfile: ReturnType<typeof sampleStream>['logfile']) =>
      sampleGroup({ processes: [sampleProcess({ stdout: sampleStream({ logfile }) })] });
    const auto = withLog({ kind: 'auto' });
    const none = withLog({ kind: 'none' });
    const file = withLog({ kind: 'file', path: '/a' });
    expect(isSameGroup(auto, file)).toBe(true);
    expect(isSameGroup(none, auto)).toBe(true);
    expect(isSameGroup(none, file)).toBe(false);
    expect(isSameGroup(file, withLog({ kind: 'file', path: '/b' }))).toBe(false);
  });

  test('users are compared by uid, and by name only where the uid is unknown', () => {
    const run = (user: ProcessConfig['user']) => sampleGroup({ processes: [sampleProcess({ user })] });
    const byName = run({ written: 'www', uid: 33, gid: 33 });
    expect(isSameGroup(byName, run({ written: '33', uid: 33, gid: 33 }))).toBe(true);
    expect(isSameGroup(byName, run({ written: 'www', uid: 34, gid: 33 }))).toBe(false);
    expect(isSameGroup(run({ written: 'a', uid: null, gid: null }), byName)).toBe(false);
  });

  test('the environment is compared without its order', () => {
    const run = (...pairs: [string, string][]) =>
      sampleGroup({ processes: [sampleProcess({ environment: new Map(pairs) })] });
    expect(isSameGroup(run(['A', '1'], ['B', '2']), run(['B', '2'], ['A', '1']))).toBe(true);
    expect(isSameGroup(run(['A', '1']), run(['A', '2']))).toBe(false);
  });

  test('number, order and kind of processes count', () => {
    const [a, b] = [sampleProcess({ name: 'a' }), sampleProcess({ name: 'b' })];
    expect(isSameGroup(sampleGroup({ processes: [a, b] }), sampleGroup({ processes: [a] }))).toBe(false);
    expect(isSameGroup(sampleGroup({ processes: [a, b] }), sampleGroup({ processes: [b, a] }))).toBe(false);
    expect(isSameGroup(sampleGroup({ name: 'php' }), sampleFcgi())).toBe(false);
  });

  test.each([[{ bufferSize: 11 }], [{ events: ['TICK_60'] }], [{ resultHandler: 'a:b' }], [{ priority: 0 }]])(
    'a pool with %j is different',
    (change) => {
      expect(isSameGroup(sampleListener(), sampleListener(change))).toBe(false);
    },
  );

  test('of a FastCGI socket only the url counts', () => {
    const { socket } = sampleFcgi();
    const withSocket = (change: Partial<typeof socket>) => sampleFcgi({ socket: { ...socket, ...change } });
    expect(isSameGroup(sampleFcgi(), withSocket({ mode: 0o777, backlog: 5 }))).toBe(true);
    expect(isSameGroup(sampleFcgi(), withSocket({ url: 'unix:///run/other.sock' }))).toBe(false);
  });
});
