import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../test/support/rpc-world.ts';
import type { MethodContract } from './contract/shape.ts';
import { METHODS } from './contract.ts';
import type { XmlRpcValue } from './xmlrpc/codec.ts';

let world: TestWorld;

beforeEach(() => {
  world = new TestWorld();
  world.addPrograms('web');
});

function callAsReader(method: string, ...params: readonly XmlRpcValue[]): Promise<XmlRpcValue> {
  return world.api.call(method, params, { signal: new AbortController().signal, isReadOnly: true });
}

const ROWS = Object.entries<MethodContract>(METHODS);

test.each(ROWS)('%s: its name and its mark agree', (name, contract) => {
  const looks = /\.(get|read|tail|explain|list|method|multicall|plan$)/.test(name);
  expect(contract.readOnly === true).toBe(looks);
});

describe('a user who may only look', () => {
  test.each(ROWS.filter(([, { readOnly }]) => readOnly !== true).map(([name]) => name))(
    'is refused %s, whatever the parameters',
    async (name) => {
      await expect(callAsReader(name)).rejects.toMatchObject({ fault: 'NOT_PERMITTED', code: 95 });
    },
  );

  test('is refused older names and other namespaces of the same methods', async () => {
    await expect(callAsReader('supervisor.clearProcessLog', 'web')).rejects.toMatchObject({ code: 95 });
  });

  test('may call methods of plug-ins that say that they change nothing', async () => {
    const look = Object.assign(() => 'seen', { readOnly: true });
    world.api.addPlugin('mine', {
      look,
      act: () => 'done',
      claim: Object.assign(() => 'x', { readOnly: 'yes' }),
    });
    expect(await callAsReader('mine.look')).toBe('seen');
    await expect(callAsReader('mine.act')).rejects.toMatchObject({ code: 95 });
    await expect(callAsReader('mine.claim')).rejects.toMatchObject({ code: 95 });
  });

  test('learns that a method is not there', async () => {
    await expect(callAsReader('supervisor.nope')).rejects.toMatchObject({ code: 1 });
  });
});
