import { describe, expect, test } from 'vitest';
import type { MethodContract, ParameterTypes } from './contract/shape.ts';
import { RpcFault } from './faults.ts';
import { checkCount, readParameters } from './parameters.ts';
import type { XmlRpcValue } from './xmlrpc/values.ts';

function taking(...types: readonly (keyof ParameterTypes)[]): MethodContract {
  return {
    parameters: types.map((type) => ({ name: 'x', type, help: '' })),
    result: { type: 'boolean', help: '' },
    faults: [],
    help: '',
  };
}

function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof RpcFault) return error.message;
    throw error;
  }
  throw new Error('expected a fault');
}

test.each<[keyof ParameterTypes, XmlRpcValue, ParameterTypes[keyof ParameterTypes]]>([
  ['string', 'a', 'a'],
  ['int', 5, 5],
  ['int', ' -7 ', -7],
  ['int', 2.9, 2],
  ['int', true, 1],
  ['boolean', 'false', true],
  ['boolean', '', false],
  ['boolean', 0, false],
  ['boolean', null, false],
  ['boolean', [], false],
  ['boolean', { a: 1 }, true],
  ['array', ['a'], ['a']],
  ['text', 15, '15'],
  ['text', 'HUP', 'HUP'],
  ['bytes', 'ö', new Uint8Array([0xc3, 0xb6])],
  ['bytes', new Uint8Array([255]), new Uint8Array([255])],
])('a parameter of type %s takes %o as %o', (type, given, expected) => {
  expect(readParameters(taking(type), [given])).toEqual([expected]);
});

test.each<[keyof ParameterTypes, XmlRpcValue, string]>([
  ['string', 5, 'parameter "x" must be a string, got 5'],
  ['string', null, 'parameter "x" must be a string, got nil'],
  ['string', new Uint8Array([255]), 'parameter "x" must be a string, got bytes that are not text'],
  ['int', 'five', 'parameter "x" must be an integer, got "five"'],
  ['int', Number.NaN, 'parameter "x" must be an integer, got NaN'],
  ['array', {}, 'parameter "x" must be an array, got a struct'],
  ['text', [], 'parameter "x" must be a string or a number, got an array'],
  ['bytes', 5, '5'],
  ['bytes', true, 'True'],
])('a parameter of type %s refuses %o', (type, given, text) => {
  expect(faultOf(() => readParameters(taking(type), [given]))).toBe(`INCORRECT_PARAMETERS: ${text}`);
});

describe('the number of parameters', () => {
  const method: MethodContract = {
    ...taking('string'),
    parameters: [
      { name: 'a', type: 'string', help: '' },
      { name: 'b', type: 'boolean', help: '', default: true },
    ],
  };

  test.each([0, 3])('%i are refused', (count) => {
    expect(faultOf(() => checkCount(method, Array(count).fill('x')))).toBe('INCORRECT_PARAMETERS');
  });

  test.each([1, 2])('%i are taken', (count) => {
    expect(() => checkCount(method, Array(count).fill('x'))).not.toThrow();
  });

  test('one that is left out has its default', () => {
    expect(readParameters(method, ['x'])).toEqual(['x', true]);
  });
});
