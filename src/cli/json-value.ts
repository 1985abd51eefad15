/** What the client prints as JSON. */
import type { JsonValue } from '../core/json-value.ts';
import { isArray, isStruct, type XmlRpcValue } from '../rpc/xmlrpc/values.ts';

/** A reply of the daemon. Text that XML cannot carry came as bytes and is text again. */
export function jsonOf(value: XmlRpcValue): JsonValue {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (isArray(value)) return value.map(jsonOf);
  if (!isStruct(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
}

/** Indented, with a line feed. Controls that a terminal may act on are escaped, which leaves the value as it is. */
export function jsonText(value: JsonValue): string {
  const escaped = JSON.stringify(value, null, 2).replace(
    /[\x7f-\x9f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
