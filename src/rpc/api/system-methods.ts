/** The API about itself, and several calls in one. Source: Supervisor xmlrpc.py, SystemNamespaceRPCInterface. */

import type { MethodContract, ParameterContract } from '../contract/shape.ts';
import { type CallContext, type Handlers, METHODS } from '../contract.ts';
import { ApiFault, FAULTS, RpcFault } from '../faults.ts';
import type { MethodNames } from '../method-names.ts';
import type { PluginMethods } from '../plugin-methods.ts';
import { ValueSequence, type WritableValue, wholeValue } from '../xmlrpc/value-sequence.ts';
import { isArray, isStruct, type XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'system.listMethods' | 'system.methodHelp' | 'system.methodSignature' | 'system.multicall';

/** Calls a method by its name. */
export type Call = (
  method: string,
  params: readonly XmlRpcValue[],
  context: CallContext,
) => WritableValue | Promise<WritableValue>;

/** What there is to tell about: the methods of the table under their names, and those of plug-ins. */
export interface KnownMethods {
  readonly names: MethodNames;
  readonly plugins: PluginMethods;
}

export function systemMethods({ names, plugins }: KnownMethods, call: Call): Handlers<Names> {
  return {
    'system.listMethods': () => [...new Set([...names.list(), ...plugins.names()])].sort(),
    'system.methodHelp': ([name]) =>
      isOfPlugin(name) ? plugins.help(name) : helpText(describedMethod(names, name)),
    'system.methodSignature': ([name]) => {
      if (isOfPlugin(name)) return pluginSignature(plugins, name);
      const { result, parameters } = describedMethod(names, name);
      return [result.type, ...parameters.map(wireType)];
    },
    'system.multicall': async ([calls], context) => {
      const results: (XmlRpcValue | ValueSequence)[] = [];
      for (const [index, entry] of calls.entries()) {
        const result = await callOne(call, entry, context);
        // A sequence tells what is so when it is read: before the next call is made.
        const mayWait = index === calls.length - 1 && result instanceof ValueSequence;
        results.push(mayWait ? result : wholeValue(result));
      }
      return results;
    },
  };

  function isOfPlugin(name: string): boolean {
    return names.resolve(name) === undefined && plugins.has(name);
  }
}

function pluginSignature(plugins: PluginMethods, name: string): readonly string[] {
  const signature = plugins.signature(name);
  if (signature === null) throw new RpcFault('SIGNATURE_UNSUPPORTED');
  return signature;
}

function describedMethod(names: MethodNames, name: string): MethodContract {
  const method = names.resolve(name);
  if (method === undefined) throw new RpcFault('SIGNATURE_UNSUPPORTED');
  return METHODS[method];
}

/** With the tags that Supervisor's texts have. */
function helpText({ help, parameters, result }: MethodContract): string {
  const tags = parameters.map(
    (parameter) => `@param ${wireType(parameter)} ${parameter.name}  ${parameter.help}`,
  );
  return [help, '', ...tags, `@return ${result.type} result  ${result.help}`].join('\n');
}

function wireType({ type }: ParameterContract): string {
  return type === 'text' || type === 'bytes' ? 'string' : type;
}

/** The bare result, or a struct with the fault. */
async function callOne(call: Call, entry: XmlRpcValue, context: CallContext): Promise<WritableValue> {
  try {
    return await callEntry(call, entry, context);
  } catch (error) {
    // Nobody waits any more, so the remaining calls are not made.
    if (context.signal.aborted) throw error;
    if (error instanceof ApiFault) return { faultCode: error.code, faultString: error.message };
    const text = error instanceof Error ? `${error.name}:${error.message}` : String(error);
    return { faultCode: FAULTS.FAILED, faultString: `FAILED: ${text}` };
  }
}

function callEntry(
  call: Call,
  entry: XmlRpcValue,
  context: CallContext,
): WritableValue | Promise<WritableValue> {
  const name = isStruct(entry) ? entry['methodName'] : undefined;
  if (typeof name !== 'string') throw new RpcFault('INCORRECT_PARAMETERS', 'No methodName');
  if (name === 'system.multicall') {
    throw new RpcFault('INCORRECT_PARAMETERS', 'Recursive system.multicall forbidden');
  }
  const params = isStruct(entry) ? (entry['params'] ?? []) : [];
  if (!isArray(params)) throw new RpcFault('INCORRECT_PARAMETERS');
  return call(name, params, context);
}
