import { beforeEach, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { sampleGroup, sampleProcess } from '../../../test/support/sample-config.ts';
import { makePlan } from '../../config/plan.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

const PLAN = makePlan({
  active: [
    sampleGroup({ processes: [sampleProcess({ name: 'web', environment: new Map([['TOKEN', 'secret']]) })] }),
    sampleGroup({ name: 'db', processes: [sampleProcess({ name: 'db' })] }),
  ],
  next: [
    sampleGroup({
      priority: 5,
      processes: [sampleProcess({ name: 'web', command: 'x', directory: '/srv' })],
    }),
  ],
  isWantedUp: () => true,
});

const GROUPS = [
  {
    name: 'web',
    action: 'change-live',
    changes: [{ key: 'priority', change: 'changed', from: 999, to: 5 }],
    processes: [
      {
        name: 'web',
        action: 'restart',
        starts_again: true,
        changes: [
          { key: 'environment', variable: 'TOKEN', change: 'unset' },
          { key: 'command', change: 'changed', from: '/bin/cat', to: 'x' },
          { key: 'directory', change: 'set', to: '/srv' },
        ],
      },
    ],
  },
  { name: 'db', action: 'remove', changes: [], processes: [{ name: 'db', action: 'remove', changes: [] }] },
];

test('a plan is a tree of groups, processes and changed keys', async () => {
  world.daemon.planOutcome = { kind: 'planned', plan: PLAN };
  expect(await world.call('vigil.plan', ['web', 'db'])).toEqual({ has_changes: true, groups: GROUPS });
  expect(world.daemon.plannedNames).toEqual(['web', 'db']);
});

test('an apply answers the plan and what did not become as planned', async () => {
  const failures = [
    { group: 'web', process: 'web', message: 'not started: x' },
    { group: 'db', process: null, message: 'the daemon shuts down' },
  ];
  world.daemon.applyOutcome = { kind: 'applied', plan: PLAN, failures };
  expect(await world.call('vigil.apply', [])).toEqual({
    has_changes: true,
    groups: GROUPS,
    failures: [
      { group: 'web', name: 'web', message: 'not started: x' },
      { group: 'db', name: '', message: 'the daemon shuts down' },
    ],
  });
});

test('a plan without groups has no changes', async () => {
  expect(await world.call('vigil.plan', [])).toEqual({ has_changes: false, groups: [] });
});

test.each(['vigil.plan', 'vigil.apply'])('%s refuses what cannot be carried out', async (method) => {
  const refuse = (outcome: typeof world.daemon.planOutcome) => {
    world.daemon.planOutcome = outcome;
    if (outcome.kind !== 'planned') world.daemon.applyOutcome = outcome;
    return expect(world.call(method, [])).rejects;
  };
  await refuse({ kind: 'invalid', errors: ['a:1: x', 'b:2: y'] }).toThrow('CANT_REREAD: a:1: x\nb:2: y');
  await refuse({ kind: 'unknown', names: ['x', 'g:y'] }).toThrow('BAD_NAME: x g:y');
  await refuse({ kind: 'only-whole', names: ['g:y'] }).toThrow(
    'BAD_ARGUMENTS: the group changes as a whole, so name the group and not g:y',
  );
  await expect(world.call(method, [7])).rejects.toThrow('BAD_ARGUMENTS: names must be strings');
});
