/** The method table as an OpenRPC document. Source: spec.open-rpc.org, version 1.3. */
import type { JsonValue } from '../../core/json-value.ts';
import { VERSION } from '../../core/version.ts';
import type { RpcApi } from '../api.ts';
import type { MethodContract, ParameterContract } from '../contract/shape.ts';
import { FAULTS, type FaultName } from '../faults.ts';
import type { JsonObject } from './message.ts';

export function openRpcDocument(api: RpcApi): JsonObject {
  return {
    openrpc: '1.3.2',
    info: {
      title: 'vigil',
      version: VERSION,
      description:
        'The operations of a vigild, the same as over XML-RPC. Faults are errors with the same numbers.',
    },
    methods: api.methodNames().map((name) => methodObject(api, name)),
    components: { errors: Object.fromEntries(FAULT_NAMES.map((name) => [name, errorObject(name)])) },
  };
}

const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

function methodObject(api: RpcApi, name: string): JsonObject {
  const contract = api.contractOf(name);
  if (contract === undefined) {
    return {
      name,
      summary: api.pluginHelp(name).split('\n')[0] ?? '',
      paramStructure: 'by-position',
      params: [],
      result: { name: 'result', schema: true },
    };
  }
  return {
    name,
    summary: contract.help,
    paramStructure: 'either',
    params: contract.parameters.map(parameterObject),
    result: { name: 'result', description: contract.result.help, schema: resultSchema(contract) },
    errors: errorsOf(contract),
    'x-read-only': contract.readOnly === true,
  };
}

function parameterObject(parameter: ParameterContract): JsonObject {
  const { name, help } = parameter;
  const isOptional = parameter.default !== undefined;
  const schema = {
    ...SCHEMAS[parameter.type],
    ...(isOptional ? { default: parameter.default } : {}),
  } as JsonObject;
  return { name, description: help, required: !isOptional, schema };
}

const SCHEMAS = {
  string: { type: 'string' },
  int: { type: 'integer' },
  boolean: { type: 'boolean' },
  array: { type: 'array' },
  text: { type: ['string', 'number'] },
  bytes: {
    oneOf: [
      { type: 'string' },
      { type: 'object', required: ['base64'], properties: { base64: { type: 'string' } } },
    ],
  },
} as const satisfies Record<ParameterContract['type'], object>;

/** Commands on a whole group answer an array where they would answer true. */
function resultSchema({ result }: MethodContract): JsonValue {
  if (result.type === 'struct') return { type: 'object' };
  if (result.type === 'int') return { type: 'integer' };
  return {
    type: result.type === 'boolean' && result.help.includes('group:*') ? ['boolean', 'array'] : result.type,
  };
}

function errorsOf({ faults, duringShutdown, readOnly }: MethodContract): readonly JsonObject[] {
  const always: readonly FaultName[] = [
    ...(duringShutdown === true ? [] : (['SHUTDOWN_STATE'] as const)),
    ...(readOnly === true ? [] : (['NOT_PERMITTED'] as const)),
  ];
  return [...faults, ...always].map((name) => ({ $ref: `#/components/errors/${name}` }));
}

function errorObject(name: FaultName): JsonObject {
  return { code: FAULTS[name], message: name, data: { name } };
}
