/**
 * The tools of an agent, made from the method table: everything that only looks, and a few things that act. Nothing here
 * knows the protocol.
 */
import type { MethodContract, ParameterContract } from '../../rpc/contract/shape.ts';
import { METHODS, type MethodName } from '../../rpc/contract.ts';

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** Called one after another with the same parameters; more than one for what the daemon has no method for. */
  readonly methods: readonly MethodName[];
  readonly parameters: readonly ParameterContract[];
  /** What is to be allowed before it is called: nothing, the process or group that is named, or what a plan changes. */
  readonly permission: 'free' | 'named' | 'planned';
}

/** Of no use to somebody who has the tools themselves. */
const NOT_OFFERED: ReadonlySet<string> = new Set([
  'system.listMethods',
  'system.methodHelp',
  'system.methodSignature',
  'system.multicall',
]);

const ACTS: readonly MethodName[] = ['supervisor.startProcess', 'supervisor.stopProcess'];

/** Those whose methods the daemon has: `offered` is what it lists. */
export function toolsFor(offered: readonly string[]): readonly Tool[] {
  const names = new Set(offered);
  const all = [...looking(), ...ACTS.map(acting), RESTART, APPLY];
  return all.filter(({ methods }) => methods.every((method) => names.has(method)));
}

function looking(): readonly Tool[] {
  return Object.entries<MethodContract>(METHODS)
    .filter(([method, { readOnly }]) => readOnly === true && !NOT_OFFERED.has(method))
    .map(([method, contract]) => ({
      name: toolName(method),
      description: `${contract.help} Answers ${contract.result.help}.`,
      methods: [method as MethodName],
      parameters: contract.parameters,
      permission: 'free',
    }));
}

function acting(method: MethodName): Tool {
  const contract: MethodContract = METHODS[method];
  return {
    name: toolName(method),
    description: `${contract.help} Only for what --allow names. Answers ${contract.result.help}.`,
    methods: [method],
    parameters: contract.parameters,
    permission: 'named',
  };
}

const RESTART: Tool = {
  name: 'restart_process',
  description:
    'Stops a process, if it runs, and starts it again. Only for what --allow names. Answers when it is RUNNING.',
  methods: ['supervisor.stopProcess', 'supervisor.startProcess'],
  parameters: METHODS['supervisor.startProcess'].parameters.slice(0, 1),
  permission: 'named',
};

const APPLY: Tool = {
  name: 'apply',
  description: `${METHODS['vigil.apply'].help} Only if --allow names every process that would change.`,
  methods: ['vigil.apply'],
  parameters: METHODS['vigil.apply'].parameters,
  permission: 'planned',
};

/** `supervisor.getProcessInfo` becomes `get_process_info`: models know no dots. */
export function toolName(method: string): string {
  const own = method.slice(method.indexOf('.') + 1);
  return own.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
}

/** The JSON schema of a tool's parameters. */
export function inputSchema({ parameters }: Tool): {
  readonly type: 'object';
  readonly properties: Record<string, object>;
  readonly required: string[];
  readonly additionalProperties: false;
} {
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, type, help }) => [name, { ...SCHEMAS[type], description: help }]),
    ),
    required: parameters.filter((parameter) => parameter.default === undefined).map(({ name }) => name),
    additionalProperties: false,
  };
}

const SCHEMAS = {
  string: { type: 'string' },
  int: { type: 'integer' },
  boolean: { type: 'boolean' },
  array: { type: 'array', items: { type: 'string' } },
  text: { type: 'string' },
  bytes: { type: 'string' },
} as const satisfies Record<ParameterContract['type'], object>;
