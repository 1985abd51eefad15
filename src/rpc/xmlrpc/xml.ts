/**
 * A small XML reader for XML-RPC: elements and their text, nothing else. Attributes, comments, processing
 * instructions and the document type, which some libraries name, are skipped. Source: W3C XML 1.0 (Fifth Edition).
 *
 * It is meant for input from anybody: linear in the length of the text, bounded in depth, a document type declares
 * nothing in the document itself, and so there are no entities but the five predefined ones and character references. It
 * is more lenient than XML in one point: raw control characters are let through, because Supervisor sends them.
 */

/** Far beyond what any method needs; each level of an array or a struct takes three elements. */
const MAX_DEPTH = 192;

/** A tag without attributes: nearly every tag there is. */
const PLAIN_TAG = /<([A-Za-z_][\w.]*)>/y;
const NAME = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const ATTRIBUTE = /\s+[^\s=/<>"']+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const TAG_END = /\s*(\/?)>/y;
/** Without declarations in brackets. */
const DOCUMENT_TYPE =
  /<!DOCTYPE\s+[A-Za-z_:][\w:.-]*(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<]*"|'[^'<]*'))\s+(?:"[^"<]*"|'[^'<]*'))?\s*>/y;
const REFERENCE = /&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{1,4}));|&/g;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Called in document order. `text` may come in several pieces; references in it are resolved. */
export interface XmlListener {
  open(name: string): void;
  text(text: string): void;
  close(name: string): void;
}

/** The text is not XML, or not the XML that this reader accepts. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** Reads a whole document. Throws {@link XmlError}, after some calls of the listener perhaps. */
export function readXml(source: string, listener: XmlListener): void {
  new Reader(source, listener).read();
}

class Reader {
  readonly #source: string;
  readonly #listener: XmlListener;
  readonly #open: string[] = [];
  /** Behind a byte-order mark. */
  readonly #start: number;
  #at: number;
  #sawRoot = false;
  #sawDocumentType = false;

  constructor(source: string, listener: XmlListener) {
    this.#source = source;
    this.#listener = listener;
    this.#start = source.startsWith('\ufeff') ? 1 : 0;
    this.#at = this.#start;
  }

  read(): void {
    const source = this.#source;
    while (this.#at < source.length) {
      const markup = source.indexOf('<', this.#at);
      const end = markup === -1 ? source.length : markup;
      if (end > this.#at) this.#text(source.slice(this.#at, end), 'with references');
      this.#at = end;
      if (markup !== -1) this.#markup();
    }
    if (this.#open.length > 0) throw new XmlError(`element "${this.#open.at(-1)}" is not closed`);
    if (!this.#sawRoot) throw new XmlError('no element found');
  }

  #text(raw: string, form: 'with references' | 'literal'): void {
    if (this.#open.length === 0) {
      if (form === 'literal' || /\S/.test(raw)) throw new XmlError('text outside of the root element');
      return;
    }
    const normalized = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
    const hasReferences = form === 'with references' && normalized.includes('&');
    this.#listener.text(hasReferences ? normalized.replace(REFERENCE, resolveReference) : normalized);
  }

  #markup(): void {
    const next = this.#source.charAt(this.#at + 1);
    if (next === '/') this.#closeTag();
    else if (next === '?') this.#instruction();
    else if (next !== '!') this.#openTag();
    else if (this.#source.startsWith('<!--', this.#at)) this.#takeBetween('<!--', '-->');
    else if (this.#source.startsWith('<![CDATA[', this.#at)) {
      this.#text(this.#takeBetween('<![CDATA[', ']]>'), 'literal');
    } else this.#documentType();
  }

  #documentType(): void {
    const isAtItsPlace = !this.#sawRoot && !this.#sawDocumentType;
    if (!isAtItsPlace || this.#match(DOCUMENT_TYPE) === null) {
      throw new XmlError('this document type declaration is not accepted');
    }
    this.#sawDocumentType = true;
  }

  /** Skips a processing instruction. The XML declaration looks like one, but stands only at the very beginning. */
  #instruction(): void {
    const start = this.#at;
    const content = this.#takeBetween('<?', '?>');
    const isDeclaration = /^xml(?:\s|$)/i.test(content);
    if (isDeclaration && start !== this.#start) {
      throw new XmlError('the XML declaration is not at the beginning');
    }
  }

  /** Moves behind `last` and returns what stood between. */
  #takeBetween(first: string, last: string): string {
    const start = this.#at + first.length;
    const end = this.#source.indexOf(last, start);
    if (end === -1) throw new XmlError(`"${first}" is not closed`);
    this.#at = end + last.length;
    return this.#source.slice(start, end);
  }

  #closeTag(): void {
    const expected = this.#open.at(-1);
    if (expected !== undefined && this.#source.startsWith(`${expected}>`, this.#at + 2)) {
      this.#at += expected.length + 3;
      this.#open.pop();
      this.#listener.close(expected);
      return;
    }
    const name = this.#takeBetween('</', '>').trimEnd();
    if (this.#open.pop() !== name) throw new XmlError(`element "${name}" is closed but not open`);
    this.#listener.close(name);
  }

  #openTag(): void {
    if (this.#open.length === 0 && this.#sawRoot) throw new XmlError('more than one root element');
    if (this.#open.length === MAX_DEPTH)
      throw new XmlError(`elements are nested more than ${MAX_DEPTH} deep`);
    this.#sawRoot = true;
    const plain = this.#match(PLAIN_TAG)?.[1];
    if (plain !== undefined) {
      this.#open.push(plain);
      this.#listener.open(plain);
      return;
    }
    this.#at += 1;
    const name = this.#match(NAME)?.[0];
    if (name === undefined) throw new XmlError('a tag without a name');
    while (this.#match(ATTRIBUTE) !== null);
    const end = this.#match(TAG_END);
    if (end === null) throw new XmlError(`the tag "${name}" is malformed`);
    this.#listener.open(name);
    if (end[1] === '/') this.#listener.close(name);
    else this.#open.push(name);
  }

  /** Matches a sticky expression here and moves behind the match. */
  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#source);
    if (match !== null) this.#at = expression.lastIndex;
    return match;
  }
}

function resolveReference(
  reference: string,
  decimal?: string,
  hexadecimal?: string,
  entity?: string,
): string {
  if (entity !== undefined) {
    const character = ENTITIES.get(entity);
    if (character !== undefined) return character;
  }
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  if (isCharacter(code)) return String.fromCodePoint(code);
  throw new XmlError(`the reference "${reference}" is not accepted`);
}

function isCharacter(code: number): boolean {
  return code >= 1 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}
