/** The values of the API as JSON has them, and back. Bytes that are no text travel as base64. */
import type { JsonValue } from '../../core/json-value.ts';
import type { MethodContract, ParameterContract } from '../contract/shape.ts';
import { isArray, isStruct, type XmlRpcValue } from '../xmlrpc/values.ts';
import { isObject, type JsonObject } from './message.ts';

export function toJson(value: XmlRpcValue): JsonValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (isArray(value)) return value.map(toJson);
  if (isStruct(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
  }
  // JSON has no number for these.
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

export type ReadParams =
  | { readonly kind: 'params'; readonly params: readonly XmlRpcValue[] }
  | { readonly kind: 'invalid'; readonly reason: string };

/** By position as they are; by name in the order of the table. Without a contract names mean nothing. */
export function readParams(
  params: readonly JsonValue[] | JsonObject,
  contract: MethodContract | undefined,
): ReadParams {
  const parameters = contract?.parameters ?? [];
  if (!isObject(params)) {
    return { kind: 'params', params: params.map((value, index) => fromJson(value, parameters[index])) };
  }
  if (contract === undefined)
    return { kind: 'invalid', reason: 'this method takes its parameters by position' };
  const unknown = Object.keys(params).find(
    (name) => !parameters.some((parameter) => parameter.name === name),
  );
  if (unknown !== undefined) return { kind: 'invalid', reason: `there is no parameter "${unknown}"` };
  const given: XmlRpcValue[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const value = Object.hasOwn(params, parameter.name) ? params[parameter.name] : undefined;
    if (value !== undefined) given[index] = fromJson(value, parameter);
    else if (parameter.default === undefined) {
      return { kind: 'invalid', reason: `the parameter "${parameter.name}" is missing` };
    } else given[index] = parameter.default;
  }
  return { kind: 'params', params: given };
}

/** Where bytes are wanted, text stands for its UTF-8, and `{"base64": "..."}` for any bytes. */
function fromJson(value: JsonValue, parameter: ParameterContract | undefined): XmlRpcValue {
  if (parameter?.type !== 'bytes' || !isObject(value)) return value;
  const { base64 } = value;
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : value;
}
