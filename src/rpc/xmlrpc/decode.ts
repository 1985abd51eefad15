/** XML-RPC text to calls (in the daemon) and responses (in the client). Any root element is accepted. */
import { ElementValues } from './element-values.ts';
import { isStruct, type XmlRpcValue } from './values.ts';
import { readXml, XmlError } from './xml.ts';

export type DecodedCall =
  | { readonly kind: 'call'; readonly method: string; readonly params: readonly XmlRpcValue[] }
  /** `reason` is Supervisor's word for the log; `detail` says what is wrong. */
  | {
      readonly kind: 'malformed';
      readonly reason: 'unmarshallable' | 'no method name';
      readonly detail: string;
    };

export type DecodedResponse =
  | { readonly kind: 'result'; readonly value: XmlRpcValue }
  | { readonly kind: 'fault'; readonly code: number; readonly message: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * A call without parameters as clients write it: what asks again and again, a page or a monitor, asks so, and reading it
 * was the largest part of what such a call took. Whatever else it may look like is left to the reader.
 */
const BARE_CALL =
  /^(?:<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"[\w-]+"|'[\w-]+'))?\s*\?>)?\s*<methodCall>\s*<methodName>([\w.]+)<\/methodName>\s*(?:(?:<params>\s*<\/params>|<params ?\/>)\s*)?<\/methodCall>\s*$/;

/** `<base64>` comes back as text where it is UTF-8, as in Supervisor; other bytes come back as bytes. */
export function decodeCall(xml: string): DecodedCall {
  const bare = BARE_CALL.exec(xml)?.[1];
  if (bare !== undefined) return { kind: 'call', method: bare, params: [] };
  const found: { method: XmlRpcValue; params: readonly XmlRpcValue[] } = { method: null, params: [] };
  const values = new ElementValues('text', ({ name, value, children }) => {
    if (name === 'methodName') found.method = value;
    else if (name === 'params') found.params = children.map((child) => child.value);
  });
  const problem = read(xml, values);
  if (problem !== null) return { kind: 'malformed', reason: 'unmarshallable', detail: problem };
  if (typeof found.method !== 'string') {
    return { kind: 'malformed', reason: 'no method name', detail: 'no method name' };
  }
  return { kind: 'call', method: found.method, params: found.params };
}

/** `<base64>` comes back as bytes. */
export function decodeResponse(xml: string): DecodedResponse {
  const found: { result?: XmlRpcValue | undefined; fault?: XmlRpcValue | undefined } = {};
  const values = new ElementValues('bytes', ({ name, children }) => {
    if (name === 'params') found.result = children[0]?.value;
    else if (name === 'fault') found.fault = children[0]?.value;
  });
  const problem = read(xml, values);
  if (problem !== null) return { kind: 'malformed', reason: problem };
  if (found.fault !== undefined) return decodeFault(found.fault);
  if (found.result === undefined) return { kind: 'malformed', reason: 'neither a result nor a fault' };
  return { kind: 'result', value: found.result };
}

/** Null, or what is wrong. */
function read(xml: string, values: ElementValues): string | null {
  try {
    readXml(xml, values);
    return null;
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
}

function decodeFault(fault: XmlRpcValue): DecodedResponse {
  const code = isStruct(fault) ? fault['faultCode'] : undefined;
  const message = isStruct(fault) ? fault['faultString'] : undefined;
  if (typeof code !== 'number' || typeof message !== 'string') {
    return { kind: 'malformed', reason: 'a fault without code or text' };
  }
  return { kind: 'fault', code, message };
}
