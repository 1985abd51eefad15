import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleFcgi,
  sampleGroup,
  sampleListener,
  sampleProcess,
  sampleStream,
} from '../../test/support/sample-config.ts';
import { bytes, seconds, signalNumber } from '../core/units.ts';
import type { GroupConfig, ProcessConfig, SocketConfig } from './model.ts';
import { type GroupPlan, hasChanges, makePlan, type Plan } from './plan.ts';

function plan(active: readonly GroupConfig[], next: readonly GroupConfig[]): Plan {
  return makePlan({ active, next, isWantedUp: (_, process) => !process.startsWith('down') });
}

/** The plan of the one process of the one group. */
function planOfOne(changes: Partial<ProcessConfig>, before: Partial<ProcessConfig> = {}) {
  const group = (process: Partial<ProcessConfig>) => sampleGroup({ processes: [sampleProcess(process)] });
  const [only] = plan([group(before)], [group({ ...before, ...changes })]).groups;
  return only?.processes[0];
}

const value = (key: string, from: unknown, to: unknown) => ({ kind: 'value', key, from, to });
const A_TCP_SOCKET: SocketConfig = {
  url: 'tcp://h:1',
  address: { kind: 'tcp', host: 'h', port: 1 },
  owner: null,
  mode: null,
  backlog: null,
};
const aSocket = (path: string, mode = 0o700): SocketConfig => {
  const address = { kind: 'unix', path } as const;
  return { url: `unix://${path}`, address, owner: null, mode, backlog: null };
};
const variable = (name: string, change: string) => ({
  kind: 'hidden',
  key: 'environment',
  variable: name,
  change,
});

describe('a process of which one key changed', () => {
  it.each<[Partial<ProcessConfig>, ReturnType<typeof value>]>([
    [{ autostart: false }, value('autostart', true, false)],
    [{ autorestart: true }, value('autorestart', 'unexpected', true)],
    [{ startsecs: seconds(2) }, value('startsecs', 1, 2)],
    [{ startretries: 4 }, value('startretries', 3, 4)],
    [{ exitcodes: [0, 2] }, value('exitcodes', '0', '0,2')],
    [{ stopsignal: signalNumber(2) }, value('stopsignal', 'TERM', 'INT')],
    [{ stopwaitsecs: seconds(30) }, value('stopwaitsecs', 10, 30)],
    [{ stopasgroup: true }, value('stopasgroup', false, true)],
    [{ killasgroup: true }, value('killasgroup', false, true)],
    [{ priority: 1 }, value('priority', 999, 1)],
  ])('%j changes live', (changes, change) => {
    expect(planOfOne(changes)).toMatchObject({ kind: 'change-live', changes: [change] });
  });

  it.each<[Partial<ProcessConfig>, ReturnType<typeof value>]>([
    [{ command: '/bin/tac' }, value('command', '/bin/cat', '/bin/tac')],
    [{ directory: '/srv' }, value('directory', null, '/srv')],
    [{ user: { written: 'www', uid: 33, gid: 33 } }, value('user', null, 'www')],
    [{ umask: 0o27 }, value('umask', null, '027')],
    [{ redirectStderr: true }, value('redirect_stderr', false, true)],
    [{ serverurl: 'http://localhost:1' }, value('serverurl', null, 'http://localhost:1')],
    [
      { stdout: sampleStream({ logfile: { kind: 'file', path: '/a' } }) },
      value('stdout_logfile', 'AUTO', '/a'),
    ],
    [{ stderr: sampleStream({ logfile: { kind: 'none' } }) }, value('stderr_logfile', 'AUTO', 'NONE')],
    [{ stdout: sampleStream({ maxBytes: bytes(1025) }) }, value('stdout_logfile_maxbytes', '50MB', 1025)],
    [{ stdout: sampleStream({ backups: 1 }) }, value('stdout_logfile_backups', 10, 1)],
    [{ stderr: sampleStream({ captureMaxBytes: bytes(2048) }) }, value('stderr_capture_maxbytes', 0, '2KB')],
    [{ stdout: sampleStream({ eventsEnabled: true }) }, value('stdout_events_enabled', false, true)],
    [{ stdout: sampleStream({ timestamp: 'local' }) }, value('stdout_logfile_timestamp', false, true)],
    [{ stderr: sampleStream({ timestamp: 'utc' }) }, value('stderr_logfile_timestamp', false, 'utc')],
    [{ stdout: sampleStream({ syslog: true }) }, value('stdout_syslog', false, true)],
    [{ sockets: [A_TCP_SOCKET] }, value('sockets', null, 'tcp://h:1')],
  ])('%j restarts', (changes, change) => {
    expect(planOfOne(changes)).toMatchObject({ kind: 'restart', changes: [change], startsAgain: true });
  });

  it.each<[Partial<ProcessConfig>]>([
    [{}],
    [{ position: { file: 'other.conf', line: 9 } }],
    [{ section: 'program:other' }],
  ])('%j touches nothing', (changes) => {
    expect(planOfOne(changes)).toMatchObject({ kind: 'untouched' });
  });

  it('restarts when only the mode of its sockets changed', () => {
    const before = { sockets: [aSocket('/a'), aSocket('/b')] };
    const after = { sockets: [aSocket('/a', 0o666), aSocket('/b', 0o666)] };
    expect(planOfOne(after, before)).toMatchObject({
      kind: 'restart',
      changes: [value('sockets_mode', '700', '666')],
    });
  });

  it('restarts with one key that needs it, and tells all', () => {
    expect(planOfOne({ command: 'x', priority: 1 })).toMatchObject({
      kind: 'restart',
      changes: [value('command', '/bin/cat', 'x'), value('priority', 999, 1)],
    });
  });

  it('stays down when it is down', () => {
    expect(planOfOne({ command: 'x' }, { name: 'down' })).toMatchObject({ startsAgain: false });
  });

  it('names variables of the environment and never their values', () => {
    const before = {
      environment: new Map([
        ['KEPT', 'secret-a'],
        ['TOKEN', 'secret-b'],
        ['OLD', 'secret-c'],
      ]),
    };
    const environment = new Map([
      ['NEW', 'secret-d'],
      ['TOKEN', 'secret-e'],
      ['KEPT', 'secret-a'],
    ]);
    const found = planOfOne({ environment }, before);
    expect(found).toMatchObject({
      kind: 'restart',
      changes: [variable('TOKEN', 'changed'), variable('OLD', 'unset'), variable('NEW', 'set')],
    });
    expect(JSON.stringify(found !== undefined && 'changes' in found && found.changes)).not.toContain(
      'secret',
    );
  });

  it('shows no server URL with a password in it', () => {
    const before = { serverurl: 'http://u:secret@h:1' };
    expect(planOfOne({ serverurl: 'http://h:1' }, before)).toMatchObject({
      changes: [{ kind: 'hidden', key: 'serverurl', variable: null, change: 'changed' }],
    });
  });

  it.each([
    ['the name of the same user', { written: '33', uid: 33, gid: 33 }, 'untouched', undefined],
    ['another user', { written: 'no', uid: 99, gid: 99 }, 'restart', [value('user', 'www', 'no')]],
    [
      'another id',
      { written: 'www', uid: 34, gid: 33 },
      'restart',
      [value('user', 'www (33:33)', 'www (34:33)')],
    ],
  ])('a user: %s', (_, user, kind, changes) => {
    const found = planOfOne({ user }, { user: { written: 'www', uid: 33, gid: 33 } });
    expect(found?.kind).toBe(kind);
    if (changes !== undefined) expect(found).toMatchObject({ changes });
  });
});

describe('groups', () => {
  const kinds = ({ groups }: Plan) =>
    groups.map(({ name, kind, processes }) => [
      name,
      kind,
      ...processes.map((process) => `${process.name} ${process.kind}`),
    ]);

  it('come in the new order, removed ones last', () => {
    const active = [sampleGroup({ name: 'old' }), sampleGroup({ name: 'kept' })];
    const next = [sampleGroup({ name: 'new' }), sampleGroup({ name: 'kept' })];
    expect(kinds(plan(active, next))).toEqual([
      ['new', 'add', 'new add'],
      ['kept', 'untouched', 'kept untouched'],
      ['old', 'remove', 'old remove'],
    ]);
  });

  it('gain and lose processes while the others are untouched', () => {
    const of = (...names: string[]) =>
      sampleGroup({ name: 'g', processes: names.map((name) => sampleProcess({ name, group: 'g' })) });
    expect(kinds(plan([of('a', 'b', 'c')], [of('b', 'd')]))).toEqual([
      ['g', 'untouched', 'b untouched', 'd add', 'a remove', 'c remove'],
    ]);
  });

  it('change their priority live', () => {
    const [group] = plan([sampleGroup()], [sampleGroup({ priority: 5 })]).groups;
    expect(group).toMatchObject({ kind: 'change-live', changes: [value('priority', 999, 5)] });
    expect(group?.processes[0]?.kind).toBe('untouched');
  });

  const { socket } = sampleFcgi();
  it.each<[GroupConfig, GroupConfig, readonly unknown[]]>([
    [sampleListener(), sampleListener({ events: ['TICK_60'] }), [value('events', 'TICK_5', 'TICK_60')]],
    [sampleListener(), sampleListener({ bufferSize: 11 }), [value('buffer_size', 10, 11)]],
    [
      sampleListener(),
      sampleListener({ resultHandler: 'a:b' }),
      [value('result_handler', 'supervisor.dispatchers:default_handler', 'a:b')],
    ],
    [
      sampleFcgi(),
      sampleFcgi({ socket: { ...socket, url: 'unix:///b' } }),
      [value('socket', 'unix:///run/php.sock', 'unix:///b')],
    ],
    [sampleFcgi(), sampleFcgi({ socket: { ...socket, mode: 0o770 } }), [value('socket_mode', null, '770')]],
    [sampleFcgi(), sampleFcgi({ socket: { ...socket, backlog: 5 } }), [value('socket_backlog', null, 5)]],
    [
      sampleFcgi(),
      sampleFcgi({ socket: { ...socket, owner: { written: 'www', uid: 33, gid: 33 } } }),
      [value('socket_owner', null, 'www')],
    ],
    [sampleGroup({ name: 'php' }), sampleFcgi(), [value('section', 'program:php', 'fcgi-program:php')]],
  ])('restart as a whole: %#', (before, after, changes) => {
    const [group] = plan([before], [after]).groups;
    expect(group).toMatchObject({ kind: 'restart', changes });
    expect(group?.processes.map(({ kind }) => kind)).toEqual(['restart']);
  });

  it('of one name: only the first counts', () => {
    const twice = [sampleGroup(), sampleGroup({ priority: 5 })];
    expect(hasChanges(plan(twice, twice))).toBe(false);
    expect(plan([], twice).groups).toHaveLength(1);
  });
});

/** What a daemon has after carrying the plan out. */
function effect(active: readonly GroupConfig[], { groups }: Plan): GroupConfig[] {
  const touched = new Set(groups.map(({ name }) => name));
  return [
    ...groups.filter(({ kind }) => kind !== 'remove').map(effectOnGroup),
    ...active.filter(({ name }) => !touched.has(name)),
  ];
}

function effectOnGroup({ config, processes }: GroupPlan): GroupConfig {
  return {
    ...config,
    processes: processes.flatMap((process) => (process.kind === 'remove' ? [] : [process.config])),
  };
}

const anyProcess = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    command: fc.constantFrom('/bin/cat', '/bin/tac'),
    priority: fc.constantFrom(1, 2),
    environment: fc.constantFrom(new Map<string, string>(), new Map([['A', '1']])),
  })
  .map(sampleProcess);

const anyGroup = fc
  .record({
    name: fc.constantFrom('g', 'h', 'i'),
    priority: fc.constantFrom(1, 2),
    processes: fc.uniqueArray(anyProcess, { selector: ({ name }) => name, maxLength: 4 }),
  })
  .chain((changes) =>
    fc.constantFrom<GroupConfig>(
      sampleGroup(changes),
      sampleListener(changes),
      sampleListener({ ...changes, bufferSize: 20 }),
    ),
  );

const anyGroups = fc.uniqueArray(anyGroup, { selector: ({ name }) => name, maxLength: 3 });

describe('any plan', () => {
  it('carried out makes the new configuration of the old one, and nothing is left to do', () => {
    fc.assert(
      fc.property(anyGroups, anyGroups, (active, next) => {
        const after = effect(active, plan(active, next));
        expect(after).toEqual(next);
        expect(hasChanges(plan(after, next))).toBe(false);
      }),
    );
  });

  it('touches a process only for a reason', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        expect(hasChanges(plan(groups, structuredClone(groups)))).toBe(false);
      }),
    );
  });
});
