/** The objects of JSON-RPC 2.0. Source: www.jsonrpc.org/specification. */
import type { JsonValue } from '../../core/json-value.ts';

export type JsonObject = { readonly [key: string]: JsonValue };

export type RequestId = string | number | null;

/** The protocol's own errors. Faults of methods have the numbers that they have in XML-RPC, which are positive. */
export const ERRORS = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
} as const;

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

export interface JsonRpcRequest {
  readonly method: string;
  /** By position, or by name. */
  readonly params: readonly JsonValue[] | JsonObject;
  /** Undefined for a notification: nobody wants an answer. */
  readonly id: RequestId | undefined;
}

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: JsonRpcRequest }
  | { readonly kind: 'invalid'; readonly id: RequestId; readonly reason: string };

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readRequest(value: JsonValue): ReadRequest {
  if (!isObject(value)) return { kind: 'invalid', id: null, reason: 'not an object' };
  const { jsonrpc, method, params = [], id } = value;
  const isId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  const invalid = (reason: string): ReadRequest => ({
    kind: 'invalid',
    id: isId ? (id ?? null) : null,
    reason,
  });
  if (jsonrpc !== '2.0') return invalid('"jsonrpc" must be "2.0"');
  if (typeof method !== 'string') return invalid('"method" must be a string');
  if (!isId) return invalid('"id" must be a string, a number or null');
  if (!isObject(params) && !Array.isArray(params)) return invalid('"params" must be an array or an object');
  return { kind: 'request', request: { method, params: params as JsonRpcRequest['params'], id } };
}

export function resultMessage(id: RequestId, result: JsonValue): JsonObject {
  return { jsonrpc: '2.0', result, id };
}

export function errorMessage(id: RequestId, { code, message, data }: RpcError): JsonObject {
  return { jsonrpc: '2.0', error: { code, message, ...(data === undefined ? {} : { data }) }, id };
}
