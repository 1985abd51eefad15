import { describe, expect, it } from 'vitest';
import { type } from '../../../test/support/cli-session.ts';
import { fault, result } from '../../../test/support/fake-client.ts';
import { FAULTS, type FaultName } from '../../rpc/faults.ts';
import type { XmlRpcValue } from '../../rpc/xmlrpc/codec.ts';

const process = (name: string, action: string, ...changes: readonly XmlRpcValue[]) => ({
  name,
  action,
  changes,
});
const group = (name: string, action: string, ...processes: readonly XmlRpcValue[]) => ({
  name,
  action,
  changes: [],
  processes,
});
const changed = (key: string, from: XmlRpcValue, to: XmlRpcValue) => ({ key, change: 'changed', from, to });

const PLAN = {
  has_changes: true,
  groups: [
    group('web', 'untouched', process('web', 'restart', changed('command', 'a', 'b'))),
    group('db', 'untouched', process('db', 'change-live', changed('stopwaitsecs', 10, 30))),
    group('new', 'add', process('new', 'add')),
    group(
      'g',
      'untouched',
      process('one', 'untouched'),
      { ...process('two', 'restart', { key: 'directory', change: 'set', to: '/srv' }), starts_again: false },
      process('three', 'restart', { key: 'umask', change: 'unset', from: '022' }),
      process('four', 'restart', { key: 'environment', variable: 'TOKEN', change: 'changed' }),
      process('five', 'remove'),
    ),
    {
      ...group('pool', 'restart', process('a', 'restart'), process('b', 'add')),
      changes: [changed('events', 'TICK_5', 'TICK_60')],
    },
    {
      ...group('cron', 'change-live', process('cron', 'change-live', changed('priority', 1, 2))),
      changes: [changed('priority', 1, 2)],
    },
    { ...group('h', 'change-live', process('x', 'untouched')), changes: [changed('priority', 1, 2)] },
    group('old', 'remove', process('old', 'remove')),
    group('olds', 'remove', process('a', 'remove'), process('b', 'remove')),
  ],
};

const NOTHING = { has_changes: false, groups: [group('web', 'untouched', process('web', 'untouched'))] };

describe('plan', () => {
  it('tells each change and its reason', async () => {
    const typed = await type('plan', { methods: { 'vigil.plan': () => result(PLAN) } });
    expect(typed.stdout.split('\n')).toEqual([
      'web: restart (command changed from "a" to "b")',
      'db: change live (stopwaitsecs changed from 10 to 30)',
      'new: add',
      'g:two: change, stays down (directory set to "/srv")',
      'g:three: restart (umask unset, was "022")',
      'g:four: restart (environment TOKEN changed)',
      'g:five: remove',
      'pool:*: restart (events changed from "TICK_5" to "TICK_60")',
      'pool:b: add',
      'cron: change live (priority changed from 1 to 2)',
      'h:*: change live (priority changed from 1 to 2)',
      'old: remove',
      'olds:*: remove',
      'olds:a: remove',
      'olds:b: remove',
      '2 processes untouched',
      '',
    ]);
    expect(typed.status).toBe(2);
    expect(typed.calls).toEqual(['vigil.plan()']);
  });

  it('ends with 0 when there is nothing to do', async () => {
    const typed = await type('plan all', { methods: { 'vigil.plan': () => result(NOTHING) } });
    expect(typed).toMatchObject({ stdout: 'Nothing to change, 1 process untouched\n', status: 0 });
  });

  it('prints the answer as JSON, and passes names on', async () => {
    const typed = await type('plan --json web g:two', { methods: { 'vigil.plan': () => result(PLAN) } });
    expect(JSON.parse(typed.stdout)).toEqual(PLAN);
    expect(typed).toMatchObject({ status: 2, calls: ['vigil.plan(web,g:two)'] });
  });

  it('prints errors as JSON too', async () => {
    const methods = { 'vigil.plan': () => fault(FAULTS.CANT_REREAD, 'CANT_REREAD: a\nb') };
    const typed = await type('plan --json', { methods });
    expect(JSON.parse(typed.stdout)).toEqual({ errors: ['a', 'b'] });
    expect(typed.status).toBe(1);
  });

  it('refuses an option that it does not know', async () => {
    expect(await type('plan --jsno')).toMatchObject({
      stdout: 'Error: plan does not know the option --jsno\n',
      status: 1,
      calls: [],
    });
  });
});

describe('plan and apply', () => {
  it.each<[FaultName, string, string]>([
    [
      'UNKNOWN_METHOD',
      'UNKNOWN_METHOD',
      'ERROR: this daemon offers neither plan nor apply; "reread" and "update" do it for whole groups\n',
    ],
    ['CANT_REREAD', 'CANT_REREAD: f:1: x\nf:2: y', 'ERROR: f:1: x\nERROR: f:2: y\n'],
    ['BAD_NAME', 'BAD_NAME: x g:y', 'ERROR: no such process/group: x\nERROR: no such process/group: g:y\n'],
    ['BAD_ARGUMENTS', 'BAD_ARGUMENTS: name the group', 'ERROR: name the group\n'],
    ['SHUTDOWN_STATE', 'SHUTDOWN_STATE', 'ERROR: supervisor shutting down\n'],
  ])('say what %s means and end with 1', async (name, message, stdout) => {
    const refusal = () => fault(FAULTS[name], message);
    const methods = { 'vigil.plan': refusal, 'vigil.apply': refusal };
    expect(await type('plan', { methods })).toMatchObject({ stdout, status: 1 });
    expect(await type('apply', { methods })).toMatchObject({ stdout, status: 1 });
  });

  it('say so when the answer makes no sense', async () => {
    const methods = { 'vigil.plan': () => result({ groups: [{ name: 'web', action: 'dance' }] }) };
    expect(await type('plan', { methods })).toMatchObject({
      stdout: expect.stringContaining('expected an action of a plan in the reply, got "dance"'),
      status: 1,
    });
  });
});

describe('apply', () => {
  it('tells what was done, and what was not', async () => {
    const answer = {
      ...PLAN,
      failures: [
        { group: 'web', name: 'web', message: 'not started: no file' },
        { group: 'g', name: 'five', message: 'gone' },
        { group: 'olds', name: '', message: 'gone' },
      ],
    };
    const typed = await type('apply', { methods: { 'vigil.apply': () => result(answer) } });
    expect(typed.stdout.split('\n')).toEqual([
      'db: changed live (stopwaitsecs changed from 10 to 30)',
      'new: added',
      'g:two: changed, stays down (directory set to "/srv")',
      'g:three: restarted (umask unset, was "022")',
      'g:four: restarted (environment TOKEN changed)',
      'pool:*: restarted (events changed from "TICK_5" to "TICK_60")',
      'pool:b: added',
      'cron: changed live (priority changed from 1 to 2)',
      'h:*: changed live (priority changed from 1 to 2)',
      'old: removed',
      'web: ERROR (not started: no file)',
      'g:five: ERROR (gone)',
      'olds:*: ERROR (gone)',
      '',
    ]);
    expect(typed.status).toBe(1);
  });

  it('ends with 0 when all is done, or nothing was to do', async () => {
    const methods = { 'vigil.apply': () => result(NOTHING) };
    const typed = await type('apply web', { methods });
    expect(typed).toMatchObject({ stdout: 'Nothing to change\n', status: 0, calls: ['vigil.apply(web)'] });
    const done = { methods: { 'vigil.apply': () => result(PLAN) } };
    expect((await type('apply all', done)).status).toBe(0);
  });
});
