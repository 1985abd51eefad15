/**
 * The smallest XML-RPC client that can talk to a supervisor over its unix socket. It shares no code with the product,
 * so that a mistake in the product's codec cannot hide itself.
 */
import { request } from 'node:http';

export type XmlRpcValue =
  | string
  | number
  | boolean
  | readonly XmlRpcValue[]
  | { readonly [key: string]: XmlRpcValue };

export class XmlRpcFault extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** Rejects with an `XmlRpcFault` for a fault, and with a plain error for anything but a well-formed answer. */
export async function callXmlRpc(
  socketPath: string,
  method: string,
  parameters: readonly XmlRpcValue[] = [],
): Promise<XmlRpcValue> {
  const body = encodeXmlRpcCall(method, parameters);
  const answer = await post(socketPath, body);
  if (answer.status !== 200) throw new Error(`${method}: HTTP status ${answer.status}\n${answer.body}`);
  return decodeAnswer(answer.body);
}

export function encodeXmlRpcCall(method: string, parameters: readonly XmlRpcValue[]): string {
  return xmlRpcCall(
    method,
    parameters.map((value) => `<value>${encode(value)}</value>`),
  );
}

/** The text of a call from its `<value>` elements: for types that the values of this client do not have. */
export function xmlRpcCall(method: string, values: readonly string[]): string {
  const params = values.map((value) => `<param>${value}</param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
}

function post(socketPath: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) };
    const options = { socketPath, path: '/RPC2', method: 'POST', headers, agent: false };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function encode(value: XmlRpcValue): string {
  if (typeof value === 'string') return `<string>${escapeText(value)}</string>`;
  if (typeof value === 'number') return `<int>${value}</int>`;
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  if (isArray(value)) {
    return `<array><data>${value.map((item) => `<value>${encode(item)}</value>`).join('')}</data></array>`;
  }
  const members = Object.entries(value).map(
    ([name, member]) => `<member><name>${escapeText(name)}</name><value>${encode(member)}</value></member>`,
  );
  return `<struct>${members.join('')}</struct>`;
}

function isArray(value: XmlRpcValue): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const isHexadecimal = name[1] === 'x';
    return String.fromCodePoint(Number.parseInt(name.slice(isHexadecimal ? 2 : 1), isHexadecimal ? 16 : 10));
  });
}

/** The answer as a flat list of tags and texts, read from front to back. */
class Tokens {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(xml: string) {
    this.#tokens = xml.match(/<[^>]*>|[^<]+/g) ?? [];
  }

  peek(): string {
    return this.#tokens[this.#position] ?? '';
  }

  next(): string {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** Skips blank text, and reports whether `tag` comes next; if so, steps over it. */
  accept(tag: string): boolean {
    while (this.peek().trim() === '' && this.peek() !== '') this.#position += 1;
    if (this.peek() !== tag) return false;
    this.#position += 1;
    return true;
  }

  expect(tag: string): void {
    if (!this.accept(tag))
      throw new Error(`XML-RPC answer: expected ${tag}, got ${JSON.stringify(this.peek())}`);
  }
}

function decodeAnswer(xml: string): XmlRpcValue {
  const tokens = new Tokens(xml.replace(/^<\?xml[^>]*>/, ''));
  tokens.expect('<methodResponse>');
  if (tokens.accept('<fault>')) {
    const fault = decodeValue(tokens) as { faultCode: number; faultString: string };
    throw new XmlRpcFault(fault.faultCode, fault.faultString);
  }
  tokens.expect('<params>');
  tokens.expect('<param>');
  return decodeValue(tokens);
}

function decodeValue(tokens: Tokens): XmlRpcValue {
  tokens.expect('<value>');
  const value = decodeInner(tokens);
  tokens.expect('</value>');
  return value;
}

function decodeInner(tokens: Tokens): XmlRpcValue {
  if (tokens.accept('<array>')) return decodeArray(tokens);
  if (tokens.accept('<struct>')) return decodeStruct(tokens);
  const type = tokens.next();
  const text = tokens.peek().startsWith('<') ? '' : unescapeText(tokens.next());
  tokens.expect(type.replace('<', '</'));
  switch (type) {
    case '<string>':
      return text;
    case '<int>':
    case '<i4>':
    case '<i8>':
    case '<double>':
      return Number(text);
    case '<boolean>':
      return text === '1';
    default:
      throw new Error(`XML-RPC answer: unexpected type ${type}`);
  }
}

function decodeArray(tokens: Tokens): XmlRpcValue[] {
  const items: XmlRpcValue[] = [];
  tokens.expect('<data>');
  while (!tokens.accept('</data>')) items.push(decodeValue(tokens));
  tokens.expect('</array>');
  return items;
}

function decodeStruct(tokens: Tokens): { [key: string]: XmlRpcValue } {
  const members: { [key: string]: XmlRpcValue } = {};
  while (!tokens.accept('</struct>')) {
    tokens.expect('<member>');
    tokens.expect('<name>');
    const name = unescapeText(tokens.next());
    tokens.expect('</name>');
    members[name] = decodeValue(tokens);
    tokens.expect('</member>');
  }
  return members;
}
