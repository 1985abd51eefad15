import { describe, expect, it } from 'vitest';
import { sampleGroup, sampleProcess } from '../../test/support/sample-config.ts';
import { makePlan, type Plan } from './plan.ts';
import { selectFromPlan } from './plan-selection.ts';

const group = (name: string, command: string, priority = 999) =>
  sampleGroup({
    name,
    priority,
    processes: ['a', 'b'].map((process) => sampleProcess({ name: process, group: name, command })),
  });

const PLAN = makePlan({
  active: [group('g', 'x'), group('old', 'x'), group('h', 'x')],
  next: [group('g', 'y', 5), group('h', 'y'), group('new', 'x')],
  isWantedUp: () => true,
});

function shown({ groups }: Plan): string[] {
  return groups.map(({ name, kind, processes }) =>
    [`${name} ${kind}`, ...processes.map((process) => `${process.name} ${process.kind}`)].join(', '),
  );
}

describe('the names of an apply', () => {
  it.each([
    [
      'everything without names',
      [],
      [
        'g change-live, a restart, b restart',
        'h untouched, a restart, b restart',
        'new add, a add, b add',
        'old remove, a remove, b remove',
      ],
    ],
    [
      'whole groups',
      ['h', 'new', 'old'],
      ['h untouched, a restart, b restart', 'new add, a add, b add', 'old remove, a remove, b remove'],
    ],
    [
      'whole groups with an asterisk',
      ['g:*', 'h:'],
      ['g change-live, a restart, b restart', 'h untouched, a restart, b restart'],
    ],
    ['a process without the keys of its group', ['g:b'], ['g untouched, b restart']],
    ['a process and its whole group', ['g:b', 'g'], ['g change-live, a restart, b restart']],
  ])('choose %s', (_, names, expected) => {
    const selection = selectFromPlan(PLAN, names);
    expect(selection.kind === 'selected' && shown(selection.plan)).toEqual(expected);
  });

  it('leave the priority of the group as it is for a part of it', () => {
    const selection = selectFromPlan(PLAN, ['g:a']);
    expect(selection).toMatchObject({ plan: { groups: [{ config: { priority: 999 } }] } });
  });

  it('are refused when nothing bears them', () => {
    expect(selectFromPlan(PLAN, ['g', 'nope', 'g:nope', 'nope:a'])).toEqual({
      kind: 'unknown',
      names: ['nope', 'g:nope', 'nope:a'],
    });
  });

  it('are refused for a part of what changes as a whole', () => {
    expect(selectFromPlan(PLAN, ['g:a', 'new:a', 'old:b'])).toEqual({
      kind: 'only-whole',
      names: ['new:a', 'old:b'],
    });
  });
});
