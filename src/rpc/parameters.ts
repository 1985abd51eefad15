/**
 * Checks the parameters of a call against the method table. More forgiving than the table where Supervisor is
 * (numbers as text, anything as a boolean); a wrong type is a fault that says so, where Supervisor fails with HTTP 500.
 */
import { assertNever } from '../core/assert-never.ts';
import type { MethodContract, ParameterContract, ParameterTypes } from './contract/shape.ts';
import { RpcFault } from './faults.ts';
import { isArray, isStruct, type XmlRpcValue } from './xmlrpc/values.ts';

/** Throws INCORRECT_PARAMETERS, without more words, as in Supervisor. */
export function checkCount({ parameters }: MethodContract, given: readonly XmlRpcValue[]): void {
  // What may be missing comes last, so that the first missing one speaks for all.
  const missing = parameters[given.length];
  const isIncomplete = missing !== undefined && missing.default === undefined;
  if (isIncomplete || given.length > parameters.length) throw new RpcFault('INCORRECT_PARAMETERS');
}

/** The complete parameters. Throws INCORRECT_PARAMETERS with words. */
export function readParameters(
  method: MethodContract,
  given: readonly XmlRpcValue[],
): readonly ParameterTypes[keyof ParameterTypes][] {
  return method.parameters.map((parameter, index) => {
    const value = given[index];
    if (value === undefined) return parameter.default ?? true;
    return readParameter(parameter, value);
  });
}

function readParameter(
  parameter: ParameterContract,
  value: XmlRpcValue,
): ParameterTypes[keyof ParameterTypes] {
  const read = convert(parameter.type, value);
  if (read !== undefined) return read;
  // The one wrong type for which Supervisor has words of its own.
  if (parameter.type === 'bytes') throw new RpcFault('INCORRECT_PARAMETERS', pythonText(value));
  throw new RpcFault(
    'INCORRECT_PARAMETERS',
    `parameter "${parameter.name}" must be ${WANTED[parameter.type]}, got ${describe(value)}`,
  );
}

const WANTED = {
  string: 'a string',
  int: 'an integer',
  boolean: 'a boolean',
  array: 'an array',
  text: 'a string or a number',
  bytes: 'a string',
} as const satisfies Record<keyof ParameterTypes, string>;

function convert(
  type: keyof ParameterTypes,
  value: XmlRpcValue,
): ParameterTypes[keyof ParameterTypes] | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'int':
      return toInteger(value);
    case 'boolean':
      return isTruthy(value);
    case 'array':
      return isArray(value) ? value : undefined;
    case 'text':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    case 'bytes':
      return toBytes(value);
    default:
      return assertNever(type);
  }
}

function toInteger(value: XmlRpcValue): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : undefined;
}

function isTruthy(value: XmlRpcValue): boolean {
  if (isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (isStruct(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function toBytes(value: XmlRpcValue): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : undefined;
}

function describe(value: XmlRpcValue): string {
  if (value === null) return 'nil';
  if (value instanceof Uint8Array) return 'bytes that are not text';
  if (isArray(value)) return 'an array';
  if (isStruct(value)) return 'a struct';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** As Python's `str()` shows it. */
function pythonText(value: XmlRpcValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? describe(value) : String(value);
}
