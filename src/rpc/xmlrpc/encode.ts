/**
 * Values to XML-RPC text, laid out byte for byte as Python's `xmlrpc.client` does, since Supervisor's replies come
 * from it: one element a line, no indentation, only `&`, `<` and `>` escaped.
 *
 * Where that module writes something that a client cannot read, this one differs:
 * - a carriage return goes out as `&#13;`, because an XML reader turns a raw one into a line feed;
 * - control characters that XML 1.0 forbids (ESC in coloured output, say) become their visible pictures, U+2400 to
 *   U+241F, and lone surrogates and noncharacters become U+FFFD. In calls, where every byte counts, such a string
 *   travels as `<base64>` of its UTF-8 instead, which Supervisor decodes to the same text;
 * - an integer beyond 32 bits is an `<i8>`, which Python's client reads, beyond 53 bits a `<double>`.
 */
import { isArray, type XmlRpcValue } from './values.ts';

const DECLARATION = "<?xml version='1.0'?>\n";
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]/u;
const EVERY_FORBIDDEN = new RegExp(FORBIDDEN, 'gu');
const NEEDS_ESCAPE = /[&<>\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/;
const BASE64_LINE = 76;

/** How text that XML cannot carry is written. */
type ForbiddenText = 'as-pictures' | 'as-base64';

export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  let xml = `${DECLARATION}<methodCall>\n<methodName>${escapeText(method)}</methodName>\n<params>\n`;
  for (const param of params) xml += `<param>\n${encodeValue(param, 'as-base64')}</param>\n`;
  return `${xml}</params>\n</methodCall>\n`;
}

export function encodeResult(value: XmlRpcValue): string {
  const encoded = encodeValue(value, 'as-pictures');
  return `${DECLARATION}<methodResponse>\n<params>\n<param>\n${encoded}</param>\n</params>\n</methodResponse>\n`;
}

export function encodeFault(code: number, message: string): string {
  const encoded = encodeValue({ faultCode: code, faultString: message }, 'as-pictures');
  return `${DECLARATION}<methodResponse>\n<fault>\n${encoded}</fault>\n</methodResponse>\n`;
}

function encodeValue(value: XmlRpcValue, forbidden: ForbiddenText): string {
  switch (typeof value) {
    case 'string':
      return encodeString(value, forbidden);
    case 'number':
      return encodeNumber(value);
    case 'boolean':
      return `<value><boolean>${value ? '1' : '0'}</boolean></value>\n`;
  }
  // Python's client ends every value but this one with a line feed.
  if (value === null) return '<value><nil/></value>';
  if (value instanceof Uint8Array) return encodeBytes(value);
  let xml: string;
  if (isArray(value)) {
    xml = '<value><array><data>\n';
    for (const item of value) xml += encodeValue(item, forbidden);
    return `${xml}</data></array></value>\n`;
  }
  xml = '<value><struct>\n';
  for (const name of Object.keys(value)) {
    const member = encodeValue(value[name] as XmlRpcValue, forbidden);
    xml += `<member>\n<name>${escapeText(name)}</name>\n${member}</member>\n`;
  }
  return `${xml}</struct></value>\n`;
}

function encodeString(text: string, forbidden: ForbiddenText): string {
  if (forbidden === 'as-base64' && FORBIDDEN.test(text)) return encodeBytes(Buffer.from(text));
  return `<value><string>${escapeText(text)}</string></value>\n`;
}

function encodeNumber(value: number): string {
  if ((value | 0) === value) return `<value><int>${value | 0}</int></value>\n`;
  if (Number.isSafeInteger(value)) return `<value><i8>${value}</i8></value>\n`;
  return `<value><double>${doubleText(value)}</double></value>\n`;
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  return String(value);
}

function encodeBytes(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let xml = '<value><base64>\n';
  for (let at = 0; at < base64.length; at += BASE64_LINE) xml += `${base64.slice(at, at + BASE64_LINE)}\n`;
  return `${xml}</base64></value>\n`;
}

function escapeText(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
    .replace(EVERY_FORBIDDEN, visible);
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}
