/**
 * Python's `%` operator with a dictionary on its right, complete: mapping keys, flags, width, precision, every
 * conversion, and CPython's error texts. Source: CPython Objects/unicodeobject.c, PyUnicode_Format().
 */
import { formatConversion, type PrintfArgument, type Specification } from './printf-conversion.ts';

/** The names that a template can insert. */
export interface PrintfNames {
  get(name: string): string | number | undefined;
  /** In the order of the dictionary that Supervisor would have at this place. */
  entries(): Iterable<readonly [string, string | number]>;
}

export type PrintfResult =
  | { readonly kind: 'formatted'; readonly text: string }
  | { readonly kind: 'unknown-name'; readonly name: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Ends the formatting of one template; caught in `formatTemplate` and nowhere else. */
class Failure extends Error {
  readonly result: PrintfResult;
  constructor(result: PrintfResult) {
    super(result.kind);
    this.result = result;
  }
}

function malformed(reason: string): Failure {
  return new Failure({ kind: 'malformed', reason });
}

/** `template % names`. */
export function formatTemplate(template: string, names: PrintfNames): PrintfResult {
  if (!template.includes('%')) return { kind: 'formatted', text: template };
  try {
    return { kind: 'formatted', text: new Formatter(template, names).run() };
  } catch (error) {
    if (error instanceof Failure) return error.result;
    throw error;
  }
}

const FLAGS = new Set(['-', '+', ' ', '#', '0']);
/** The largest width for which memory is spent. CPython's own bound is that of its address space. */
const WIDEST = 2 ** 24;
const LARGEST_WIDTH = 2 ** 63;
const LARGEST_PRECISION = 2 ** 31;

class Formatter {
  readonly #template: string;
  readonly #names: PrintfNames;
  #position = 0;
  /**
   * The value for the next conversion: the dictionary itself at first, then what the last `%(name)` found; undefined
   * once it was used.
   */
  #argument: PrintfArgument | undefined;

  constructor(template: string, names: PrintfNames) {
    this.#template = template;
    this.#names = names;
    this.#argument = { kind: 'dictionary', entries: () => names.entries() };
  }

  run(): string {
    const pieces: string[] = [];
    for (;;) {
      const percent = this.#template.indexOf('%', this.#position);
      if (percent < 0) break;
      pieces.push(this.#template.slice(this.#position, percent));
      this.#position = percent + 1;
      pieces.push(this.#conversion());
    }
    pieces.push(this.#template.slice(this.#position));
    return pieces.join('');
  }

  #conversion(): string {
    if (this.#template[this.#position] === '%') {
      this.#position += 1;
      return '%';
    }
    if (this.#template[this.#position] === '(') this.#mappingKey();
    let character = this.#next();
    let flags = '';
    while (FLAGS.has(character)) {
      flags += character;
      character = this.#next();
    }
    let width: number | null = null;
    if (character === '*') {
      width = this.#starArgument();
      if (width < 0) flags += '-';
      width = Math.abs(width);
      character = this.#next();
    } else if (isDigit(character)) {
      [width, character] = this.#number(character, LARGEST_WIDTH, 'width too big');
    }
    let precision: number | null = null;
    if (character === '.') {
      [precision, character] = this.#precision();
    }
    if (character === 'h' || character === 'l' || character === 'L') character = this.#next();
    return this.#format({ conversion: character, flags, width, precision });
  }

  #precision(): [number, string] {
    const character = this.#next();
    if (character === '*') return [Math.max(this.#starArgument(), 0), this.#next()];
    if (isDigit(character)) return this.#number(character, LARGEST_PRECISION, 'precision too big');
    return [0, character];
  }

  #format(specification: Specification): string {
    if ((specification.width ?? 0) > WIDEST || (specification.precision ?? 0) > WIDEST) throw malformed('');
    const argument = this.#take();
    const result = formatConversion(specification, argument);
    if (result.kind === 'formatted') return result.text;
    if (result.kind === 'malformed') throw malformed(result.reason);
    throw malformed(this.#unsupported(specification.conversion));
  }

  #unsupported(character: string): string {
    const code = character.codePointAt(0) ?? 0;
    const shown = code >= 31 && code <= 126 ? character : '?';
    const index = [...this.#template.slice(0, this.#position - character.length)].length;
    return `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`;
  }

  /** Reads `(name)`, in which parentheses may nest. */
  #mappingKey(): void {
    const start = this.#position + 1;
    let depth = 1;
    let end = start;
    for (; end < this.#template.length && depth > 0; end += 1) {
      const character = this.#template[end];
      if (character === ')') depth -= 1;
      else if (character === '(') depth += 1;
    }
    if (depth > 0) throw malformed('incomplete format key');
    const name = this.#template.slice(start, end - 1);
    const value = this.#names.get(name);
    if (value === undefined) throw new Failure({ kind: 'unknown-name', name });
    this.#argument = { kind: 'value', value };
    this.#position = end;
  }

  #starArgument(): number {
    const argument = this.#take();
    if (argument.kind === 'value' && typeof argument.value === 'number') return argument.value;
    throw malformed('* wants int');
  }

  #take(): PrintfArgument {
    const argument = this.#argument;
    if (argument === undefined) throw malformed('not enough arguments for format string');
    this.#argument = undefined;
    return argument;
  }

  #next(): string {
    const code = this.#template.codePointAt(this.#position);
    if (code === undefined) throw malformed('incomplete format');
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  #number(first: string, limit: number, complaint: string): [number, string] {
    let value = Number(first);
    for (;;) {
      const character = this.#next();
      if (!isDigit(character)) return [value, character];
      value = value * 10 + Number(character);
      if (value >= limit) throw malformed(complaint);
    }
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
