import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

const add = (name: string, keys: readonly (readonly string[])[] = [['command', 'true']]) =>
  world.call('vigil.addProgram', name, keys, [], false);

describe('vigil.addProgram', () => {
  test('passes on what it is given; text with controls comes as bytes', async () => {
    const environment = [['A', new TextEncoder().encode('\x1b[1mé')]];
    expect(await world.call('vigil.addProgram', 'web', [['command', 'a']], environment, true)).toBe(true);
    expect(world.daemon.newPrograms).toEqual([
      {
        name: 'web',
        keys: new Map([['command', 'a']]),
        environment: new Map([['A', '\x1b[1mé']]),
        isSaved: true,
      },
    ]);
  });

  test.each(['', 'a:b', 'a b', '-a', '.a', 'a/b', 'a\n', 'all', 'é', 'a]'])('%j is no name', async (name) => {
    await expect(add(name)).rejects.toThrow(/^BAD_NAME: /);
    expect(world.daemon.newPrograms).toEqual([]);
  });

  test.each([[['command']], [['command', 1]], ['command']])('%j are no keys', async (pair) => {
    await expect(world.call('vigil.addProgram', 'web', [pair], [], false)).rejects.toThrow(
      /^BAD_ARGUMENTS: /,
    );
  });

  test.each([
    [{ kind: 'exists' }, 'ALREADY_ADDED: web'],
    [{ kind: 'invalid', errors: ['a', 'b'] }, 'BAD_ARGUMENTS: a\nb'],
    [{ kind: 'not-permitted' }, 'NOT_PERMITTED: only root'],
    [{ kind: 'failed', message: 'no space' }, 'FAILED: no space'],
  ] as const)('%j is a fault', async (outcome, text) => {
    world.daemon.addProgramOutcome = outcome;
    await expect(add('web')).rejects.toThrow(text);
  });
});

describe('vigil.forgetProgram', () => {
  test.each([
    [{ kind: 'unknown' }, 'BAD_NAME: web'],
    [{ kind: 'configured' }, 'BAD_NAME: web is in the configuration'],
    [{ kind: 'still-running' }, 'STILL_RUNNING: web'],
    [{ kind: 'failed', message: 'no space' }, 'FAILED: no space'],
  ] as const)('%j is a fault', async (outcome, text) => {
    world.daemon.forgetProgramOutcome = outcome;
    await expect(world.call('vigil.forgetProgram', 'web', true)).rejects.toThrow(text);
    expect(world.supervisor.state).toBe('RUNNING');
  });

  test('ends a daemon that has nothing left, where asked to', async () => {
    expect(await world.call('vigil.forgetProgram', 'web')).toBe(true);
    expect(world.supervisor.state).toBe('RUNNING');
    expect(await world.call('vigil.forgetProgram', 'web', true)).toBe(true);
    expect(world.supervisor.state).toBe('SHUTDOWN');
  });

  test('leaves one alone that has other programs', async () => {
    world.addPrograms('db');
    expect(await world.call('vigil.forgetProgram', 'web', true)).toBe(true);
    expect(world.supervisor.state).toBe('RUNNING');
  });
});
