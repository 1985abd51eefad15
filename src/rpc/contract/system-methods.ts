/** The API about itself. */
import type { MethodContract } from './shape.ts';

export const SYSTEM_METHODS = {
  'system.listMethods': {
    parameters: [],
    result: { type: 'array', help: 'the names, sorted' },
    faults: [],
    help: 'The names of all methods.',
    duringShutdown: true,
    readOnly: true,
  },
  'system.methodHelp': {
    parameters: [{ name: 'name', type: 'string', help: 'name of the method' }],
    result: { type: 'string', help: 'the text' },
    faults: ['SIGNATURE_UNSUPPORTED'],
    help: 'What a method does.',
    duringShutdown: true,
    readOnly: true,
  },
  'system.methodSignature': {
    parameters: [{ name: 'name', type: 'string', help: 'name of the method' }],
    result: { type: 'array', help: 'type of the result, then types of the parameters' },
    faults: ['SIGNATURE_UNSUPPORTED'],
    help: 'The types of a method.',
    duringShutdown: true,
    readOnly: true,
  },
  'system.multicall': {
    parameters: [{ name: 'calls', type: 'array', help: 'structs {methodName, params}' }],
    result: { type: 'array', help: 'for each call its result, or a struct {faultCode, faultString}' },
    faults: [],
    help: 'Makes several calls, one after another.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
