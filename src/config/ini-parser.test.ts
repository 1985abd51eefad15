import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IniDocument } from './ini-document.ts';
import { parseIni } from './ini-parser.ts';

type Sections = Record<string, Record<string, string>>;

function sections(text: string): Sections | string {
  const document = new IniDocument();
  const [error] = parseIni(text, '/f.conf', document);
  if (error !== undefined) return error.message;
  const entries = [...document.sections()].map(({ name, entries }) => [
    name,
    Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value])),
  ]);
  return Object.fromEntries(entries);
}

describe('sections', () => {
  test.each<[string, Sections]>([
    ['[a]\n[b]', { a: {}, b: {} }],
    ['[a]]', { 'a]': {} }],
    ['[a[b]', { 'a[b': {} }],
    ['[]]', { ']': {} }],
    ['[a]junk', { a: {} }],
    ['[a] ; note', { a: {} }],
    ['  [ a ]', { ' a ': {} }],
    ['[A]\n[a]', { A: {}, a: {} }],
    ['[a]\nx=1\n[b]\n[a]\ny=2', { a: { x: '1', y: '2' }, b: {} }],
    ['[a]\nx=1\nX=2', { a: { x: '2' } }],
  ])('%j', (text, expected) => {
    expect(sections(text)).toEqual(expected);
  });
});

describe('keys and values', () => {
  test.each([
    ['x=1', { x: '1' }],
    ['X Y : 1', { 'x y': '1' }],
    ['x=', { x: '' }],
    ['x=a=b:c', { x: 'a=b:c' }],
    ['x="1"', { x: '"1"' }],
    ['x=a\\\ny=b', { x: 'a\\', y: 'b' }],
    ['rem x=1', { 'rem x': '1' }],
    ['  x=1\n  y=2', { x: '1', y: '2' }],
    ['x=1\r\ny=2\rz=3', { x: '1', y: '2', z: '3' }],
  ])('%j', (text, expected) => {
    expect(sections(`[a]\n${text}\n`)).toEqual({ a: expected });
  });
});

describe('continuation lines', () => {
  test.each([
    ['x=1\n  2\n  3', { x: '1\n2\n3' }],
    ['x=\n 1', { x: '\n1' }],
    ['x=1\n  y=2', { x: '1\ny=2' }],
    ['x=1\n  [b]', { x: '1\n[b]' }],
    ['  x=1\n  y=2\n    3', { x: '1', y: '2\n3' }],
    ['x=1\n\n  2\n\n\n', { x: '1\n\n2' }],
    ['x=1\n; note\n  # note\n  2', { x: '1\n2' }],
    ['x=1\n  2 ; note', { x: '1\n2' }],
  ])('%j', (text, expected) => {
    expect(sections(`[a]\n${text}`)).toEqual({ a: expected });
  });
});

describe('comments in values', () => {
  test.each([
    ['1;no', '1;no'],
    ['1 ;yes', '1'],
    ['1\t#yes', '1'],
    ['a#b', 'a#b'],
    [';all', ';all'],
    [' ;all', ''],
    ['A="b ; c"', 'A="b'],
    ['a;b;c ;x #y', 'a;b;c ;x'],
    ['a;b #c ;d', 'a;b'],
  ])('x=%s is %j', (written, value) => {
    expect(sections(`[a]\nx=${written}`)).toEqual({ a: { x: value } });
  });
});

describe('refusals', () => {
  test.each([
    ['x=1\n[a]', "File contains no section headers.\nfile: '/f.conf', line: 1\n'x=1\\n'"],
    ['\n; c\n[]', "File contains no section headers.\nfile: '/f.conf', line: 3\n'[]'"],
    [
      '[a]\nbad\n=v\nx=1\n  more\n',
      "Source contains parsing errors: '/f.conf'\n\t[line  2]: 'bad\\n'\n\t[line  3]: '=v\\n'",
    ],
    ['[a]\nx=1\nbad\n  still x', "Source contains parsing errors: '/f.conf'\n\t[line  3]: 'bad\\n'"],
    [
      '[a]\n=v\n  not a continuation',
      "Source contains parsing errors: '/f.conf'\n\t[line  2]: '=v\\n'\n\t[line  3]: '  not a continuation'",
    ],
  ])('%j', (text, message) => {
    expect(sections(text)).toBe(message);
  });

  test('a byte-order mark is refused with its cure', () => {
    const [error] = parseIni('\ufeff[a]\n', '/f.conf', new IniDocument());
    expect(error).toMatchObject({
      message: "File contains no section headers.\nfile: '/f.conf', line: 1\n'\\ufeff[a]\\n'",
      cure: expect.stringContaining('byte-order mark'),
    });
  });
});

test('every section and key knows its file and line', () => {
  const document = new IniDocument();
  parseIni('\n[a]\nx=1\n y=2\n', '/one', document);
  parseIni('[a]\nz=3\nx=4', '/two', document);
  const section = document.section('a');
  expect(section?.position).toEqual({ file: '/one', line: 2 });
  expect([...(section?.entries.values() ?? [])]).toEqual([
    { key: 'x', value: '4', position: { file: '/two', line: 3 } },
    { key: 'z', value: '3', position: { file: '/two', line: 2 } },
  ]);
});

test('[DEFAULT] is no section, yet its keys are everywhere', () => {
  const document = new IniDocument();
  parseIni('[DEFAULT]\nx=1\ny=2\n[a]\ny=3\n', '/f', document);
  expect([...document.sections()].map(({ name }) => name)).toEqual(['a']);
  expect(document.entries('a').map(({ key, value }) => [key, value])).toEqual([
    ['y', '3'],
    ['x', '1'],
  ]);
});

test('written values are read back', () => {
  const word = fc.stringMatching(/^[a-z0-9/.,%-]{1,12}$/);
  fc.assert(
    fc.property(
      fc.dictionary(word, fc.array(word, { minLength: 1, maxLength: 3 }), { minKeys: 1 }),
      (table) => {
        const text = Object.entries(table).map(([key, lines]) => `${key} = ${lines.join('\n    ')}\n`);
        const expected = Object.entries(table).map(([key, lines]) => [key, lines.join('\n')]);
        expect(sections(`[a]\n${text.join('')}`)).toEqual({ a: Object.fromEntries(expected) });
      },
    ),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('[', ']', '=', ':', ';', '#', ' ', '\n', '\r', 'a') }),
      (text) => {
        parseIni(text, '/f', new IniDocument());
      },
    ),
  );
});

test.each([
  ['delimiters', `[a]\nx${'='.repeat(1_000_000)}`],
  ['comment signs', `[a]\nx=${'y;#'.repeat(1_000_000)}`],
  ['blanks', `[a]\n${' '.repeat(1_000_000)}x`],
  ['brackets', `${'['.repeat(1_000_000)}`],
])('a line of a million %s takes linear time', (_, text) => {
  const started = performance.now();
  parseIni(text, '/f', new IniDocument());
  expect(performance.now() - started).toBeLessThan(5000);
});
