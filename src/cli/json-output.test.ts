import { describe, expect, it } from 'vitest';
import { typeForJson } from '../../test/support/cli-session.ts';
import { type FakeAnswers, fault, result } from '../../test/support/fake-client.ts';
import { FAULTS } from '../rpc/faults.ts';
import { HttpStatusError } from './client.ts';
import { ConnectError } from './http-connection.ts';
import type { ProcessInfo } from './rpc-results.ts';

type Methods = NonNullable<FakeAnswers['methods']>;

const WEB: ProcessInfo = {
  group: 'web',
  name: 'web',
  state: 20,
  statename: 'RUNNING',
  description: 'pid 7, uptime 0:00:01',
  pid: 7,
  start: 1000,
  stop: 0,
  now: 1001,
  exitStatus: 0,
  spawnError: '',
  stdoutLog: '/var/log/web',
  stderrLog: '',
};
const OFF: ProcessInfo = { ...WEB, group: 'g', name: 'off', state: 0, statename: 'STOPPED', pid: 0 };

const NO_NAME = [{ name: 'nosuch', error: 'no such process' }];

const TREE_ENTRY = {
  group: 'web',
  name: 'web',
  pid: 7,
  parent: 1,
  command: '/bin/web',
  role: 'main',
  cpu: 0.5,
  rss: 1024,
  start: 1000.5,
};

const METHODS: Methods = {
  'supervisor.getAllProcessInfo': () => result([WEB, OFF]),
  'supervisor.getProcessInfo': (name) =>
    name === 'web' ? result(WEB) : name === 'g:off' ? result(OFF) : fault(FAULTS.BAD_NAME, 'BAD_NAME'),
  'supervisor.getPID': () => result(17),
  'supervisor.getSupervisorVersion': () => result('4.3.0'),
  'supervisor.reloadConfig': () => result({ added: ['b', 'a'], changed: [], removed: ['c'] }),
  'supervisor.getAllConfigInfo': () =>
    result([
      { group: 'g', name: 'off', inuse: true, autostart: false, groupPriority: 1, processPriority: 2 },
    ]),
  'vigil.getProcessTree': (name) =>
    name === 'web' ? result([TREE_ENTRY]) : fault(FAULTS.BAD_NAME, 'BAD_NAME'),
  'vigil.getHistory': () => result([{ time: 1000, subject: 'web', description: Buffer.from('exited\x01') }]),
  'vigil.plan': () => result({ has_changes: true, groups: [] }),
};

const typed = (line: string, methods: Methods = {}) =>
  typeForJson(line, { methods: { ...METHODS, ...methods } });

describe('an answer', () => {
  it('of status has the members of the API', async () => {
    expect(await typed('status web')).toEqual({
      json: {
        processes: [
          {
            group: 'web',
            name: 'web',
            state: 20,
            statename: 'RUNNING',
            description: 'pid 7, uptime 0:00:01',
            pid: 7,
            start: 1000,
            stop: 0,
            now: 1001,
            exitstatus: 0,
            spawnerr: '',
            stdout_logfile: '/var/log/web',
            stderr_logfile: '',
          },
        ],
      },
      status: 0,
    });
  });

  it.each<[string, unknown, number]>([
    ['status', { processes: [{ name: 'web' }, { name: 'off' }] }, 3],
    ['status nosuch web', { processes: [{ name: 'web' }], errors: NO_NAME }, 4],
    ['status no:*', { processes: [], errors: [{ name: 'no', error: 'no such group' }] }, 4],
    ['pid', { pid: 17 }, 0],
    ['pid all', { processes: [{ group: 'web', name: 'web', pid: 7 }, { pid: 0 }] }, 0],
    ['pid web g:off', { processes: [{ pid: 7 }, { group: 'g', name: 'off', pid: 0 }] }, 7],
    ['pid nosuch', { processes: [], errors: NO_NAME }, 1],
    ['version', { version: '4.3.0' }, 0],
    ['reread', { added: ['a', 'b'], changed: [], removed: ['c'] }, 0],
    [
      'avail',
      {
        processes: [
          { group: 'g', name: 'off', inuse: true, autostart: false, group_prio: 1, process_prio: 2 },
        ],
      },
      0,
    ],
    ['ps web', { processes: [TREE_ENTRY] }, 0],
    ['ps web no', { processes: [TREE_ENTRY], errors: [{ name: 'no', error: 'no such process' }] }, 1],
    ['plan', { has_changes: true, groups: [] }, 2],
    ['plan --json', { has_changes: true, groups: [] }, 2],
    ['history -n 1', { entries: [{ subject: 'web', description: 'exited\x01' }] }, 0],
  ])('of %s, with the exit status of the text', async (line, json, status) => {
    expect(await typed(line)).toMatchObject({ json, status });
  });
});

describe('an error', () => {
  const down = (code: string) => () => {
    throw new ConnectError(code, code);
  };

  it.each<[string, Methods, string, number]>([
    ['nosuch', {}, '*** Unknown syntax: nosuch', 1],
    ['', {}, 'no action was given', 1],
    ['start web', {}, 'start has no JSON output', 2],
    ['explain', {}, 'explain requires a process name', 1],
    ['explain --long web', {}, 'explain does not know the option --long', 1],
    ['plan --long', {}, 'plan does not know the option --long', 1],
    ['version x', {}, 'version accepts no arguments', 1],
    ['status', { 'supervisor.getVersion': down('ENOENT') }, 'unix:///run/test.sock no such file', 4],
    ['pid', { 'supervisor.getVersion': down('ECONNREFUSED') }, 'unix:///run/test.sock refused connection', 4],
    ['reread', { 'supervisor.reloadConfig': () => fault(FAULTS.CANT_REREAD, 'bad\nfile') }, 'bad\nfile', 1],
    [
      'avail',
      { 'supervisor.getAllConfigInfo': () => fault(FAULTS.SHUTDOWN_STATE, '') },
      'supervisor shutting down',
      1,
    ],
    ['plan', { 'vigil.plan': () => fault(FAULTS.CANT_REREAD, 'CANT_REREAD: one\ntwo') }, 'one\ntwo', 1],
    [
      'version',
      { 'supervisor.getSupervisorVersion': () => fault(6, 'X') },
      "<class 'xmlrpc.client.Fault'>, <Fault 6: 'X'>",
      1,
    ],
  ])('of %j is an object with the exit status of the text', async (line, methods, error, status) => {
    expect(await typed(line, methods)).toEqual({ json: { error }, status });
  });

  it('about a password names no class of Python', async () => {
    const locked = () => {
      throw new HttpStatusError(401, 'Unauthorized');
    };
    expect(await typed('version', { 'supervisor.getSupervisorVersion': locked })).toEqual({
      json: { error: 'Server requires authentication' },
      status: 1,
    });
  });
});
