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
import type { ReplySpace } from './reply-space.ts';
import { ValueSequence, type WritableValue } from './value-sequence.ts';
import type { XmlRpcStruct, XmlRpcValue } from './values.ts';

const DECLARATION = "<?xml version='1.0'?>\n";
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]/u;
const EVERY_FORBIDDEN = new RegExp(FORBIDDEN, 'gu');
const NEEDS_ESCAPE = /[&<>\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/;
const BASE64_LINE = 76;
/** A dozen processes' worth: what is joined at once stays small beside the young generation of a daemon's heap. */
const SECTION = 16_384;

/** How text that XML cannot carry is written. */
type ForbiddenText = 'as-pictures' | 'as-base64';

export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  const writer = new ValueWriter('as-base64');
  writer.raw(`${DECLARATION}<methodCall>\n<methodName>${escapeText(method)}</methodName>\n<params>\n`);
  for (const param of params) writer.raw('<param>\n').value(param).raw('</param>\n');
  return writer.raw('</params>\n</methodCall>\n').text();
}

export function encodeResult(value: XmlRpcValue): string {
  return resultOf(value).text();
}

export interface EncodedReply {
  /** The same text as {@link encodeResult}'s; where it is a long one, as bytes, which are sent with less effort. */
  readonly body: string | Uint8Array;
  /** Where there are bytes: to be called when they are not needed any more. */
  readonly release?: () => void;
}

export function encodeReply(value: WritableValue, space: ReplySpace): EncodedReply {
  return resultOf(value, space).reply();
}

function resultOf(value: WritableValue, space: ReplySpace | null = null): ValueWriter {
  return new ValueWriter('as-pictures', space)
    .raw(`${DECLARATION}<methodResponse>\n<params>\n<param>\n`)
    .value(value)
    .raw('</param>\n</params>\n</methodResponse>\n');
}

export function encodeFault(code: number, message: string): string {
  return new ValueWriter('as-pictures')
    .raw(`${DECLARATION}<methodResponse>\n<fault>\n`)
    .value({ faultCode: code, faultString: message })
    .raw('</fault>\n</methodResponse>\n')
    .text();
}

/** The beginnings of a member's element, up to the text of its value. */
interface MemberBeginning {
  readonly name: string;
  readonly string: string;
  readonly int: string;
}

/**
 * Where it is given space, it turns what it has into bytes there again and again: the pieces of a reply about a thousand
 * processes fill the young generation several times, and the collector, which had to copy them all, did most of the work.
 */
class ValueWriter {
  readonly #forbidden: ForbiddenText;
  readonly #space: ReplySpace | null;
  /** By place: the structs of a list have the same members. */
  readonly #beginnings: MemberBeginning[] = [];
  /** What is not yet in the bytes. */
  #text = '';
  #bytes: Buffer | null = null;
  #length = 0;

  constructor(forbidden: ForbiddenText, space: ReplySpace | null = null) {
    this.#forbidden = forbidden;
    this.#space = space;
  }

  raw(text: string): this {
    this.#text += text;
    return this;
  }

  text(): string {
    return this.#text;
  }

  reply(): EncodedReply {
    const space = this.#space;
    if (space === null || this.#bytes === null) return { body: this.#text };
    const bytes = this.#endSection(space, this.#bytes);
    return { body: bytes.subarray(0, this.#length), release: () => space.giveBack(bytes) };
  }

  #endSection(space: ReplySpace, begun: Buffer | null): Buffer {
    const bytes = withRoom(begun ?? space.take(), this.#length, this.#text.length * MOST_BYTES);
    this.#length += bytes.write(this.#text, this.#length);
    this.#text = '';
    this.#bytes = bytes;
    return bytes;
  }

  value(value: WritableValue): this {
    if (typeof value === 'string') return this.raw(encodeString(value, this.#forbidden));
    if (typeof value === 'number') return this.raw(encodeNumber(value));
    if (typeof value === 'boolean')
      return this.raw(`<value><boolean>${value ? '1' : '0'}</boolean></value>\n`);
    // Python's client ends every value but this one with a line feed.
    if (value === null) return this.raw('<value><nil/></value>');
    if (value instanceof Uint8Array) return this.raw(encodeBytes(value));
    if (!isList(value)) return this.#struct(value);
    this.raw('<value><array><data>\n');
    for (const item of value) {
      if (this.#text.length > SECTION && this.#space !== null) this.#endSection(this.#space, this.#bytes);
      this.value(item);
    }
    return this.raw('</data></array></value>\n');
  }

  #struct(struct: XmlRpcStruct): this {
    let text = '<value><struct>\n';
    let place = 0;
    for (const name of Object.keys(struct)) {
      const value = struct[name] as XmlRpcValue;
      if (typeof value === 'string' && !needsBase64(value, this.#forbidden)) {
        text += this.#beginning(name, place).string + escapeText(value) + STRING_MEMBER_END;
      } else if (typeof value === 'number' && (value | 0) === value) {
        text += this.#beginning(name, place).int + (value | 0) + INT_MEMBER_END;
      } else {
        this.raw(`${text}<member>\n<name>${escapeText(name)}</name>\n`).value(value);
        text = '</member>\n';
      }
      place += 1;
    }
    return this.raw(`${text}</struct></value>\n`);
  }

  #beginning(name: string, place: number): MemberBeginning {
    const known = this.#beginnings[place];
    if (known?.name === name) return known;
    const member = `<member>\n<name>${escapeText(name)}</name>\n<value>`;
    const beginning = { name, string: `${member}<string>`, int: `${member}<int>` };
    this.#beginnings[place] = beginning;
    return beginning;
  }
}

function isList(value: WritableValue): value is ValueSequence | readonly (XmlRpcValue | ValueSequence)[] {
  return value instanceof ValueSequence || Array.isArray(value);
}

/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

/** What is outgrown is garbage that lies outside of the heap, of which the collector cannot bear much. */
const GROWTH = 4;

/** The same bytes, or longer ones that begin with the same `length`. */
function withRoom(bytes: Buffer, length: number, more: number): Buffer {
  if (length + more <= bytes.length) return bytes;
  const longer = Buffer.allocUnsafeSlow(Math.max(bytes.length * GROWTH, length + more));
  bytes.copy(longer, 0, 0, length);
  return longer;
}

const STRING_MEMBER_END = '</string></value>\n</member>\n';
const INT_MEMBER_END = '</int></value>\n</member>\n';

function encodeString(text: string, forbidden: ForbiddenText): string {
  if (needsBase64(text, forbidden)) return encodeBytes(Buffer.from(text));
  return `<value><string>${escapeText(text)}</string></value>\n`;
}

function needsBase64(text: string, forbidden: ForbiddenText): boolean {
  return forbidden === 'as-base64' && FORBIDDEN.test(text);
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
