import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Expansions, expand } from './expansion.ts';

const NAMES = new Expansions(
  new Map<string, string | number>([
    ['ENV_A', 'low'],
    ['ENV_B', "q'%s"],
  ]),
  new Map<string, string | number>([
    ['here', '/etc/é'],
    ['process_num', 7],
    ['negative', -42],
    ['big', 123456],
    ['tie', 125],
    ['ENV_A', 'high'],
    ['(x)', 'nested'],
  ]),
);

function expanded(template: string): string {
  const result = expand(template, NAMES, 'program:x.command');
  return result.kind === 'expanded' ? result.text : `! ${result.message}`;
}

describe('conversions that succeed', () => {
  test.each([
    ['no percent', 'no percent'],
    ['100%%', '100%'],
    ['%(here)s', '/etc/é'],
    ['%(ENV_A)s', 'high'],
    ['%(ENV_B)s', "q'%s"],
    ['%((x))s', 'nested'],
    ['%(process_num)d|%(process_num)02d|%(process_num)5d|%(process_num)-3d|', '7|07|    7|7  |'],
    ['%(negative)05d %(process_num)+d', '-0042 +7'],
    ['%(big)x %(big)X %(big)#x %(big)o %(big)#010o', '1e240 1E240 0x1e240 361100 0o00361100'],
    [
      '%(big)e %(big).1E %(big)f %(big).0f %(big)g %(big).3g',
      '1.234560e+05 1.2E+05 123456.000000 123456 123456 1.23e+05',
    ],
    ['%(tie).1e %(negative)08.1f %(process_num)#.0f', '1.2e+02 -00042.0 7.'],
    ['%(here).3s|%(here)8s|%(here)-8s|', '/et|  /etc/é|/etc/é  |'],
    ['%(here)r %(here)a %(process_num)r', "'/etc/é' '/etc/\\xe9' 7"],
    ['%(process_num)c%(process_num)ld', '\x077'],
  ])('%j', (template, text) => {
    expect(expanded(template)).toBe(text);
  });

  test('a first %s without a name inserts the whole dictionary, as date +%s would', () => {
    expect(expanded('date +%s')).toBe(
      `date +{'ENV_A': 'high', 'ENV_B': "q'%s", 'here': '/etc/é', 'process_num': 7, 'negative': -42, ` +
        `'big': 123456, 'tie': 125, '(x)': 'nested'}`,
    );
  });
});

describe('templates that are badly formatted', () => {
  test.each([
    ['date +%Y', "unsupported format character 'Y' (0x59) at index 7"],
    ['😀%(here)é', "unsupported format character '?' (0xe9) at index 8"],
    ['%(here)%', "unsupported format character '%' (0x25) at index 7"],
    ['50% of', '%o format: an integer is required, not dict'],
    ['%', 'incomplete format'],
    ['%(here)', 'incomplete format'],
    ['%(a', 'incomplete format key'],
    ['%(here)d', '%d format: a real number is required, not str'],
    ['%(here)x', '%x format: an integer is required, not str'],
    ['%(here)f', 'must be real number, not str'],
    ['%(here)c', '%c requires int or char'],
    ['%(negative)c', '%c arg not in range(0x110000)'],
    ['%d', '%d format: a real number is required, not dict'],
    ['%s %s', 'not enough arguments for format string'],
    ['%(here)*d', '* wants int'],
    ['%(process_num)*d', 'not enough arguments for format string'],
    ['%99999999999999999999d', 'width too big'],
    ['%.99999999999d', 'precision too big'],
  ])('%j', (template, reason) => {
    const quoted = `'${template}'`;
    expect(expanded(template)).toBe(
      `! Format string ${quoted} for 'program:x.command' is badly formatted: ${reason}`,
    );
  });
});

test('an unknown name lists the known ones in order and suggests the nearest', () => {
  expect(expand('%(hare)s', NAMES, 'x.y')).toEqual({
    kind: 'failed',
    message:
      "Format string '%(hare)s' for 'x.y' contains names ('hare') which cannot be expanded. " +
      'Available names: (x), ENV_A, ENV_B, big, here, negative, process_num, tie',
    cure: 'Write "%(here)s"',
  });
});

test('a missing environment variable is to be set', () => {
  const result = expand('%(ENV_DATABASE_URL)s', NAMES, 'x.y');
  expect(result).toMatchObject({ cure: 'Set the environment variable "DATABASE_URL"' });
});

test('a huge width is refused instead of filling the memory', () => {
  expect(expand('%(here)999999999s', NAMES, 'x').kind).toBe('failed');
});

test('text without percent signs stays as it is, and doubled ones become single', () => {
  fc.assert(fc.property(fc.string(), (text) => expanded(text.replaceAll('%', '%%')) === text));
});

test('no template makes it throw', () => {
  const pieces = fc.constantFrom(
    '%',
    '(',
    ')',
    'here',
    's',
    'd',
    '*',
    '.',
    '5',
    '-',
    '#',
    'é',
    '%(here)',
    'process_num',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      expect(['expanded', 'failed']).toContain(expand(parts.join(''), NAMES, 'x').kind);
    }),
  );
});
