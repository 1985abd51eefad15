/** Reads the values of a reply, which comes from another program, perhaps another one than expected. */
import { isStruct, type XmlRpcStruct, type XmlRpcValue } from '../rpc/xmlrpc/values.ts';

/** A reply that is XML-RPC, but not what the method promises. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';
}

export function listOf<Item>(read: (value: XmlRpcValue) => Item): (value: XmlRpcValue) => readonly Item[] {
  return (value) => items(value).map(read);
}

export function items(value: XmlRpcValue | undefined): readonly XmlRpcValue[] {
  if (Array.isArray(value)) return value;
  throw mismatch('an array', value);
}

export function struct(value: XmlRpcValue | undefined): XmlRpcStruct {
  if (value !== undefined && isStruct(value)) return value;
  throw mismatch('a struct', value);
}

export function member(value: XmlRpcValue, key: string): XmlRpcValue {
  if (typeof value === 'object' && value !== null && key in value) {
    return (value as { readonly [key: string]: XmlRpcValue })[key] as XmlRpcValue;
  }
  throw mismatch(`a struct with a member "${key}"`, value);
}

export function text(value: XmlRpcValue | undefined): string {
  // Text that XML cannot carry travels as base64.
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'string') return value;
  throw mismatch('text', value);
}

export function number(value: XmlRpcValue | undefined): number {
  if (typeof value === 'number') return value;
  throw mismatch('a number', value);
}

/** Supervisor answers 1 where a boolean is promised, here and there. */
export function truth(value: XmlRpcValue): boolean {
  return Boolean(value);
}

export function mismatch(expected: string, value: XmlRpcValue | undefined): UnexpectedReplyError {
  const shown = JSON.stringify(value) ?? 'nothing';
  return new UnexpectedReplyError(`expected ${expected} in the reply, got ${shown.slice(0, 200)}`);
}
