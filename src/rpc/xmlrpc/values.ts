/**
 * What XML-RPC can carry, as JavaScript values. Integers and doubles share `number`; `null` is the common `<nil/>`
 * extension; `Uint8Array` is `<base64>`. A date arrives as its text.
 */
export type XmlRpcValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly XmlRpcValue[]
  | { readonly [key: string]: XmlRpcValue };

export type XmlRpcStruct = { readonly [key: string]: XmlRpcValue };

export function isArray(value: XmlRpcValue): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

export function isStruct(value: XmlRpcValue): value is XmlRpcStruct {
  return typeof value === 'object' && value !== null && !isArray(value) && !(value instanceof Uint8Array);
}
