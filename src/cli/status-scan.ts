/**
 * Finds what `status` shows in the text of a reply, without decoding the rest of it: `status` runs each line
 * of code only once, uncompiled, so a search inside the engine is many times faster than a parser in JavaScript. It understands the
 * layout of Python's `xmlrpc.client`, which is Supervisor's and vigil's, and answers null for any other.
 */
import { STATE_CODES } from '../core/process-state.ts';
import type { StatusRow } from './status-table.ts';

const RESPONSE = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>";
const RESPONSE_END = '</value>\n</param>\n</params>\n</methodResponse>\n';
const ARRAY = '<array><data>\n';
const ARRAY_END = '</data></array>';
const LIST = `<value>${ARRAY}`;
const LIST_END = `${ARRAY_END}</value>\n`;
const STRING = '<value><string>';
const STRING_END = '</string></value>\n';
const STRUCT = '<value><struct>\n';
const STRUCT_END = '</struct></value>\n';
const ENTITY = /&(amp|lt|gt);/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** What a reply to getVersion and `vigil.getStates` in one holds. */
export interface VersionAndStates {
  readonly version: string;
  /** A fault where the peer knows no such method: it is Supervisor, or an older vigil. */
  readonly rows: readonly StatusRow[] | 'unknown method';
}

export function versionAndStates(xml: string): VersionAndStates | null {
  const value = between(xml, RESPONSE, RESPONSE_END);
  const results = value === null ? null : between(value, ARRAY, ARRAY_END);
  const versionEnd = results?.indexOf(STRING_END) ?? -1;
  if (results === null || versionEnd < 0 || !results.startsWith(STRING)) return null;
  const version = withoutEntities(results.slice(STRING.length, versionEnd));
  const states = results.slice(versionEnd + STRING_END.length);
  const rows = isUnknownMethod(states) ? 'unknown method' : stateRows(states);
  return version === null || rows === null ? null : { version, rows };
}

function isUnknownMethod(result: string): boolean {
  return result.startsWith(STRUCT) && member(result, FAULT_CODE) === UNKNOWN_METHOD;
}

function stateRows(list: string): readonly StatusRow[] | null {
  const data = between(list, LIST, LIST_END);
  if (data === null) return null;
  const scanner = new StringScanner(data);
  const rows: StatusRow[] = [];
  while (!scanner.isAtEnd) {
    const row = scanner.pass(LIST) ? stateRow(scanner) : null;
    if (row === null || !scanner.pass(LIST_END)) return null;
    rows.push(row);
  }
  return rows;
}

function stateRow(scanner: StringScanner): StatusRow | null {
  const group = scanner.string();
  const name = scanner.string();
  const statename = scanner.string();
  const description = scanner.string();
  if (group === null || name === null || statename === null || description === null) return null;
  const state = (STATE_CODES as Readonly<Record<string, number>>)[statename];
  return state === undefined ? null : { group, name, state, statename, description };
}

/** Walks over strings that follow each other. Splitting the text makes each piece twice and takes three times as long. */
class StringScanner {
  readonly #text: string;
  readonly #isPlain: boolean;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#isPlain = !text.includes('&') && !text.includes('\r');
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** False where something else comes next. */
  pass(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Null where none comes next, or one that only a parser can read. */
  string(): string | null {
    if (!this.pass(STRING)) return null;
    const from = this.#at;
    this.#at = this.#text.indexOf('<', from);
    if (!this.pass(STRING_END)) return null;
    const text = this.#text.slice(from, this.#at - STRING_END.length);
    return this.#isPlain ? text : withoutEntities(text);
  }
}

/** The rows of a reply to `getAllProcessInfo`. */
export function statusRows(xml: string): readonly StatusRow[] | null {
  const value = between(xml, RESPONSE, RESPONSE_END);
  const data = value === null ? null : between(value, ARRAY, ARRAY_END);
  if (data === null) return null;
  if (data === '') return [];
  if (!data.endsWith(STRUCT_END)) return null;
  const rows: StatusRow[] = [];
  for (const struct of data.slice(0, -STRUCT_END.length).split(STRUCT_END)) {
    const row = struct.startsWith(STRUCT) ? statusRow(struct) : null;
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

function statusRow(struct: string): StatusRow | null {
  const group = member(struct, GROUP);
  const name = member(struct, NAME);
  const state = member(struct, STATE);
  const statename = member(struct, STATENAME);
  const description = member(struct, DESCRIPTION);
  if (group === null || name === null || state === null || statename === null || description === null)
    return null;
  return { group, name, state: Number(state), statename, description };
}

const GROUP = start('group', 'string');
const NAME = start('name', 'string');
const STATE = start('state', 'int');
const STATENAME = start('statename', 'string');
const DESCRIPTION = start('description', 'string');
const FAULT_CODE = start('faultCode', 'int');
const UNKNOWN_METHOD = '1';

/** Cannot occur inside a value, where `<` is escaped. */
function start(name: string, type: 'string' | 'int'): string {
  return `<member>\n<name>${name}</name>\n<value><${type}>`;
}

/** The text behind `beginning`, up to the next tag. */
function member(struct: string, beginning: string): string | null {
  const at = struct.indexOf(beginning);
  if (at < 0) return null;
  const from = at + beginning.length;
  const end = struct.indexOf('<', from);
  return end < 0 ? null : withoutEntities(struct.slice(from, end));
}

/** Null for a reference that only a parser knows. */
function withoutEntities(text: string): string | null {
  if (!text.includes('&')) return text.includes('\r') ? null : text;
  if (/&(?!(?:amp|lt|gt);)|\r/.test(text)) return null;
  return text.replace(ENTITY, (_, name: string) => ENTITIES[name] ?? '');
}

function between(text: string, first: string, last: string): string | null {
  const isFramed = text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last);
  return isFramed ? text.slice(first.length, -last.length) : null;
}
