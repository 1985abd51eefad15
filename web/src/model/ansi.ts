/**
 * A line of program output as spans of text with classes. Select Graphic Rendition of ECMA-48 becomes classes, any
 * other escape sequence vanishes, and characters that would act on a terminal or on the direction of text are shown as
 * signs. What comes out is only ever used as text.
 */

export interface Span {
  readonly text: string;
  /** Space-separated, empty for plain text. */
  readonly classes: string;
}

interface Style {
  foreground: number | null;
  background: number | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
}

const ESCAPES =
  /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|\x9b[0-?]*[ -/]*[@-~]/g;

/** The sixteen colours as red, green and blue, for finding the nearest one. */
const PALETTE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

export function parseAnsi(line: string): readonly Span[] {
  const spans: Span[] = [];
  const style = plainStyle();
  let end = 0;
  for (const match of line.matchAll(ESCAPES)) {
    push(spans, line.slice(end, match.index), style);
    if (match[1] !== undefined) apply(style, match[1]);
    end = match.index + match[0].length;
  }
  push(spans, line.slice(end), style);
  return spans;
}

/** The line without escape sequences: what is searched. */
export function plainText(line: string): string {
  return visibleText(withoutEscapes(line));
}

export function withoutEscapes(text: string): string {
  return text.includes('\x1b') || text.includes('\x9b') ? text.replace(ESCAPES, '') : text;
}

function push(spans: Span[], raw: string, style: Style): void {
  if (raw !== '') spans.push({ text: visibleText(raw), classes: classesOf(style) });
}

/** Control characters as their signs, marks of direction as a replacement sign. Tabs stay. */
function visibleText(text: string): string {
  return text
    .replace(/[\x00-\x08\x0a-\x1f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replace(/\x7f/g, '\u2421')
    .replace(/[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function plainStyle(): Style {
  return {
    foreground: null,
    background: null,
    bold: false,
    dim: false,
    italic: false,
    underline: false,
    inverse: false,
  };
}

function apply(style: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  while (codes.length > 0) {
    const code = codes.shift() ?? 0;
    if (code === 38 || code === 48) setColour(style, code, takeColour(codes));
    else applyCode(style, code);
  }
}

function applyCode(style: Style, code: number): void {
  if (code === 0) Object.assign(style, plainStyle());
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 27) style.inverse = false;
  else if (code >= 30 && code <= 37) style.foreground = code - 30;
  else if (code === 39) style.foreground = null;
  else if (code >= 40 && code <= 47) style.background = code - 40;
  else if (code === 49) style.background = null;
  else if (code >= 90 && code <= 97) style.foreground = code - 82;
  else if (code >= 100 && code <= 107) style.background = code - 92;
}

/** The colour of `38;5;n` or `38;2;r;g;b`, as the nearest of the sixteen. */
function takeColour(codes: number[]): number | null {
  const mode = codes.shift();
  if (mode === 5) return nearestOf256(codes.shift() ?? 0);
  if (mode !== 2) return null;
  const [red = 0, green = 0, blue = 0] = codes.splice(0, 3);
  return nearest(red, green, blue);
}

function nearestOf256(index: number): number {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = (index - 232) * 10 + 8;
    return nearest(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : step * 40 + 55);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function nearest(red: number, green: number, blue: number): number {
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [index, [r, g, b]] of PALETTE.entries()) {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < smallest) {
      smallest = distance;
      best = index;
    }
  }
  return best;
}

function setColour(style: Style, code: 38 | 48, colour: number | null): void {
  if (code === 38) style.foreground = colour;
  else style.background = colour;
}

function classesOf(style: Style): string {
  const classes: string[] = [];
  if (style.foreground !== null) classes.push(`fg-${style.foreground}`);
  if (style.background !== null) classes.push(`bg-${style.background}`);
  for (const name of ['bold', 'dim', 'italic', 'underline', 'inverse'] as const) {
    if (style[name]) classes.push(name);
  }
  return classes.join(' ');
}
