import { beforeEach, describe, expect, it } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import { PluginFault } from './faults.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
});

describe('methods of a plug-in', () => {
  it('are the functions that the object itself has, but for private ones', async () => {
    world.api.addPlugin('own', { b: () => 1, a: () => 2, _hidden: () => 3, text: 'no function' });
    const names = (await world.call('system.listMethods')) as readonly string[];
    expect(names.filter((name) => name.startsWith('own.'))).toEqual(['own.a', 'own.b']);
    for (const name of ['own._hidden', 'own.text', 'own.toString']) {
      await expect(world.call(name)).rejects.toThrow(/^UNKNOWN_METHOD$/);
    }
  });

  it('get values by position, and `this`', async () => {
    const plugin = {
      greeting: 'Hello',
      async greet(...names: readonly string[]) {
        return {
          text: `${this.greeting} ${names.join(' and ')}`,
          count: names.length,
          at: [null, undefined],
        };
      },
    };
    world.api.addPlugin('own', plugin);
    expect(await world.call('own.greet', 'you', 'me')).toEqual({
      text: 'Hello you and me',
      count: 2,
      at: [null, null],
    });
  });

  it('never take the place of others', async () => {
    world.api.addPlugin('supervisor', { getPID: () => 1, mine: () => 2 });
    expect(await world.call('supervisor.getPID')).toBe(4242);
    expect(await world.call('supervisor.mine')).toBe(2);
    expect(await world.call('system.methodSignature', 'supervisor.getPID')).toEqual(['int']);
  });

  it('tell about themselves as far as they want to', async () => {
    const told = Object.assign(() => 1, { help: 'One.', signature: ['int'] });
    world.api.addPlugin('own', { told, silent: () => 2 });
    expect(await world.call('system.methodHelp', 'own.told')).toBe('One.');
    expect(await world.call('system.methodSignature', 'own.told')).toEqual(['int']);
    expect(await world.call('system.methodHelp', 'own.silent')).toBe('');
    await expect(world.call('system.methodSignature', 'own.silent')).rejects.toThrow('SIGNATURE_UNSUPPORTED');
  });

  it('end with a fault where they throw a number and a message, in multicall too', async () => {
    const fails = () => {
      throw { code: 77, message: 'no way' };
    };
    world.api.addPlugin('own', { fails });
    const reason = await world.call('own.fails').catch((error: unknown) => error);
    expect(reason).toBeInstanceOf(PluginFault);
    expect(reason).toMatchObject({ code: 77, message: 'no way' });
    expect(await world.call('system.multicall', [{ methodName: 'own.fails' }])).toEqual([
      { faultCode: 77, faultString: 'no way' },
    ]);
  });

  it('pass on what else they throw', async () => {
    const error = Object.assign(new Error('no file'), { code: 'ENOENT' });
    world.api.addPlugin('own', { fails: () => Promise.reject(error) });
    await expect(world.call('own.fails')).rejects.toBe(error);
  });

  it('may not return what XML-RPC cannot carry', async () => {
    world.api.addPlugin('own', { bad: () => ({ list: [1, () => 2] }) });
    await expect(world.call('own.bad')).rejects.toThrow('own.bad.list[1]: XML-RPC cannot carry a function');
  });
});
