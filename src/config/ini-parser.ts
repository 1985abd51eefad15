/**
 * The INI dialect. It models Python's `configparser.RawConfigParser` with `inline_comment_prefixes=(';', '#')` and
 * `strict=False`, down to its oddities. Source: CPython Lib/configparser.py, _read().
 */

import { pythonRepr } from '../core/python-repr.ts';
import { ConfigError } from './config-error.ts';
import type { IniDocument, IniEntry } from './ini-document.ts';
import { isPythonSpace, pythonStrip, pythonStripEnd } from './python-text.ts';

/** Reads one file's text into the document. Never throws for bad text. Takes linear time. */
export function parseIni(text: string, file: string, document: IniDocument): ConfigError[] {
  const parser = new IniParser(file, document);
  // Universal newlines: a lone carriage return ends a line too.
  const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  for (let start = 0; start < source.length; ) {
    const newline = source.indexOf('\n', start);
    const end = newline < 0 ? source.length : newline + 1;
    const error = parser.feed(source.slice(start, end));
    if (error !== null) return [error];
    start = end;
  }
  return parser.finish();
}

const EQUALS = 61;
const COLON = 58;

interface BadLine {
  readonly number: number;
  readonly line: string;
}

class IniParser {
  readonly #file: string;
  readonly #document: IniDocument;
  readonly #badLines: BadLine[] = [];
  #lineNumber = 0;
  #section: Map<string, IniEntry> | null = null;
  #sectionName = '';
  /** The value that continuation lines add to. */
  #open: { readonly key: string; readonly line: number; readonly lines: string[] } | null = null;
  #indentation = 0;

  constructor(file: string, document: IniDocument) {
    this.#file = file;
    this.#document = document;
  }

  /** Takes one line with its newline. An error ends the reading of the file. */
  feed(line: string): ConfigError | null {
    this.#lineNumber += 1;
    const commentStart = findComment(line);
    const content = pythonStrip(commentStart < 0 ? line : line.slice(0, commentStart));
    if (content === '') {
      if (commentStart < 0) this.#open?.lines.push('');
      return null;
    }
    const indentation = indentationOf(line);
    if (this.#open !== null && indentation > this.#indentation) {
      this.#open.lines.push(content);
      return null;
    }
    this.#indentation = indentation;
    return this.#header(content) ? null : this.#setting(content, line);
  }

  finish(): ConfigError[] {
    this.#close();
    return this.#badLines.length === 0 ? [] : [this.#parsingErrors()];
  }

  #header(content: string): boolean {
    const end = content.startsWith('[') ? content.lastIndexOf(']') : -1;
    if (end < 2) return false;
    this.#close();
    this.#sectionName = content.slice(1, end);
    this.#section = this.#document.open(this.#sectionName, { file: this.#file, line: this.#lineNumber });
    return true;
  }

  #setting(content: string, line: string): ConfigError | null {
    if (this.#section === null) return this.#noSection(line);
    const delimiter = findDelimiter(content);
    // A line without a delimiter leaves the last key open for continuation lines; one without a key does not.
    if (delimiter >= 0) this.#close();
    if (delimiter <= 0) {
      this.#badLines.push({ number: this.#lineNumber, line });
      return null;
    }
    const key = pythonStripEnd(content.slice(0, delimiter)).toLowerCase();
    this.#open = { key, line: this.#lineNumber, lines: [pythonStrip(content.slice(delimiter + 1))] };
    return null;
  }

  #close(): void {
    const open = this.#open;
    if (open === null || this.#section === null) return;
    const value = open.lines.length === 1 ? (open.lines[0] ?? '') : pythonStripEnd(open.lines.join('\n'));
    const { key, line } = open;
    const before = this.#section.get(key);
    if (before !== undefined && before.value !== value) {
      this.#document.noteReplaced({ section: this.#sectionName, key, before });
    }
    this.#section.set(key, { key, value, position: { file: this.#file, line } });
    this.#open = null;
  }

  #noSection(line: string): ConfigError {
    const quoted = pythonRepr(line);
    return new ConfigError(
      `File contains no section headers.\nfile: ${pythonRepr(this.#file)}, line: ${this.#lineNumber}\n${quoted}`,
      {
        code: 'syntax',
        file: this.#file,
        line: this.#lineNumber,
        cure: knownCure(line) ?? 'Begin the file with a section such as "[supervisord]"',
      },
    );
  }

  #parsingErrors(): ConfigError {
    const lines = this.#badLines.map(
      ({ number, line }) => `\n\t[line ${String(number).padStart(2)}]: ${pythonRepr(line)}`,
    );
    const message = `Source contains parsing errors: ${pythonRepr(this.#file)}${lines.join('')}`;
    return new ConfigError(message, {
      code: 'syntax',
      file: this.#file,
      line: this.#badLines[0]?.number ?? null,
      cure:
        this.#badLines.map(({ line }) => knownCure(line)).find((cure) => cure !== null) ??
        'Write each setting as "key=value"; a line that continues a value is indented more than its key',
    });
  }
}

/** For lines that are wrong in a way that is seen often; null for others. */
function knownCure(line: string): string | null {
  if (isTemplateLine(line)) return TEMPLATE_CURE;
  if (line.startsWith('\ufeff'))
    return 'The file starts with a byte-order mark: save it as UTF-8 without one';
  return line.startsWith('[') ? 'End the name of a section with "]"' : null;
}

const TEMPLATE_CURE = 'Render the template first: this file is what a configuration is made from';

/** Statements and comments of Jinja, ERB and Go templates, which deployment tools replace. */
function isTemplateLine(line: string): boolean {
  return /^\s*(?:\{[%#{]|<%)/.test(line);
}

/** Where the first `=` or `:` stands, or -1. */
function findDelimiter(content: string): number {
  for (let position = 0; position < content.length; position += 1) {
    const code = content.charCodeAt(position);
    if (code === EQUALS || code === COLON) return position;
  }
  return -1;
}

/** Where the line's comment starts, or -1. A full-line comment starts at 0, however far it is indented. */
function findComment(line: string): number {
  const first = indentationOf(line);
  const opener = line[first];
  return opener === ';' || opener === '#' ? 0 : findInlineComment(line);
}

/**
 * The prefixes are searched in rounds: round n looks at the n-th `;` and the n-th `#`, and the leftmost of those that
 * follow white space begins the comment. So a later `#` may win over an earlier `;` of a later round.
 */
function findInlineComment(line: string): number {
  let semicolon = line.indexOf(';');
  let hash = line.indexOf('#');
  while (semicolon >= 0 || hash >= 0) {
    const isSemicolon = semicolon >= 0 && beginsComment(line, semicolon);
    const isHash = hash >= 0 && beginsComment(line, hash);
    if (isSemicolon && isHash) return Math.min(semicolon, hash);
    if (isSemicolon) return semicolon;
    if (isHash) return hash;
    if (semicolon >= 0) semicolon = line.indexOf(';', semicolon + 1);
    if (hash >= 0) hash = line.indexOf('#', hash + 1);
  }
  return -1;
}

function beginsComment(line: string, position: number): boolean {
  return position === 0 || isPythonSpace(line.charCodeAt(position - 1));
}

function indentationOf(line: string): number {
  let indentation = 0;
  while (indentation < line.length && isPythonSpace(line.charCodeAt(indentation))) indentation += 1;
  return indentation === line.length ? 0 : indentation;
}
