/**
 * Turns the elements of an XML-RPC document into values while it is read, as leniently as Supervisor: what counts is
 * the text before the first child, an untyped `<value>` is a string, an unknown type is its text, and `<nil/>` is
 * null. Source: Supervisor xmlrpc.py, supervisor_xmlrpc_handler.
 */
import type { XmlRpcValue } from './values.ts';
import { XmlError, type XmlListener } from './xml.ts';

/** What is left of a closed element. Known elements keep only their value. */
export interface ReadElement {
  readonly name: string;
  readonly value: XmlRpcValue;
  readonly children: readonly ReadElement[];
}

/** How `<base64>` is given back: its bytes, or text where the bytes are UTF-8. */
export type Base64Form = 'bytes' | 'text';

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: ReadElement[];
}

const NO_CHILDREN: readonly ReadElement[] = [];
const INTEGER = /^\s*[+-]?\d+\s*$/;

/** Calls `onElement` for each element as it closes, children first. */
export class ElementValues implements XmlListener {
  readonly #open: OpenElement[] = [];
  readonly #base64: Base64Form;
  readonly #onElement: (element: ReadElement) => void;

  constructor(base64: Base64Form, onElement: (element: ReadElement) => void) {
    this.#base64 = base64;
    this.#onElement = onElement;
  }

  open(name: string): void {
    this.#open.push({ name, text: '', children: [] });
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined && element.children.length === 0) element.text += text;
  }

  close(): void {
    const element = this.#open.pop();
    if (element === undefined) throw new Error('an element was closed that was never opened');
    const closed = this.#read(element);
    this.#open.at(-1)?.children.push(closed);
    this.#onElement(closed);
  }

  #read(element: OpenElement): ReadElement {
    const { name, children } = element;
    const value = this.#knownValue(element);
    if (value !== undefined) return { name, value, children: NO_CHILDREN };
    return { name, value: element.text === '' ? null : element.text, children };
  }

  /** Undefined for an element that is not a type. */
  #knownValue({ name, text, children }: OpenElement): XmlRpcValue | undefined {
    switch (name) {
      case 'value':
        return children.length > 0 ? firstChild(name, children) : text;
      case 'string':
        return text;
      case 'int':
      case 'i4':
      case 'i8':
        return integer(text);
      case 'boolean':
        return text === '1';
      case 'double':
        return double(text);
      case 'base64':
        return base64(text, this.#base64);
      case 'dateTime.iso8601':
        return text;
      case 'array':
      case 'param':
        return firstChild(name, children);
      case 'data':
        return children.map((child) => child.value);
      case 'struct':
        return struct(children);
      default:
        return undefined;
    }
  }
}

function firstChild(name: string, children: readonly ReadElement[]): XmlRpcValue {
  const child = children[0];
  if (child === undefined) throw new XmlError(`"${name}" is empty`);
  return child.value;
}

function integer(text: string): number {
  if (!INTEGER.test(text)) throw new XmlError(`"${text}" is not an integer`);
  return Number(text);
}

function double(text: string): number {
  const trimmed = text.trim();
  const special = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(trimmed);
  if (special !== null) {
    if (special[2] === undefined) return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) {
    throw new XmlError(`"${text}" is not a number`);
  }
  return Number(trimmed);
}

function base64(text: string, form: Base64Form): string | Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  if (form === 'bytes') return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not text: the method that asked for bytes takes it as it is.
    return bytes;
  }
}

function struct(members: readonly ReadElement[]): XmlRpcValue {
  // Without a prototype, so that a member called "__proto__" is a member.
  const value: Record<string, XmlRpcValue> = Object.create(null);
  for (const { children } of members) {
    const [key, member] = children;
    if (key === undefined || member === undefined || children.length !== 2) {
      throw new XmlError('a struct member needs a name and a value');
    }
    value[memberName(key.value)] = member.value;
  }
  return value;
}

function memberName(value: XmlRpcValue): string {
  if (value === null) return '';
  if (typeof value === 'object') throw new XmlError('the name of a struct member is no text');
  return String(value);
}
