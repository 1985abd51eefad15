import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCall, decodeResponse } from './decode.ts';
import { encodeCall, encodeFault, encodeResult } from './encode.ts';
import type { XmlRpcValue } from './values.ts';

/** The one parameter of a call, from the inside of its `<value>` element. */
function parameter(inside: string): XmlRpcValue {
  const call = decodeCall(
    `<methodCall><methodName>m</methodName><params><param><value>${inside}</value></param></params></methodCall>`,
  );
  if (call.kind !== 'call') throw new Error(call.detail);
  return call.params[0] as XmlRpcValue;
}

describe('values of a call', () => {
  test.each<[string, string, XmlRpcValue]>([
    ['untyped text', ' plain ', ' plain '],
    ['nothing at all', '', ''],
    ['a string', '<string>a&amp;b&#65;&#x42;</string>', 'a&bAB'],
    ['an empty string element', '<string/>', ''],
    ['CDATA', '<string><![CDATA[<&>]]></string>', '<&>'],
    ['an int', '<int> -5 </int>', -5],
    ['an i4', '<i4>7</i4>', 7],
    ['an i8', '<i8>9007199254740991</i8>', Number.MAX_SAFE_INTEGER],
    ['true', '<boolean>1</boolean>', true],
    ['every other boolean is false', '<boolean>true</boolean>', false],
    ['a double', '<double>-1.5e3</double>', -1500],
    ['base64 of text', '<base64>w7Y=\n</base64>', 'ö'],
    ['base64 of other bytes', '<base64>/w==</base64>', new Uint8Array([255])],
    ['a date as its text', '<dateTime.iso8601>20240102T03:04:05</dateTime.iso8601>', '20240102T03:04:05'],
    ['nil', '<nil/>', null],
    ['an unknown type as its text', '<ex:i2>5</ex:i2>', '5'],
    ['an array', '<array><data><value>a</value><value><int>1</int></value></data></array>', ['a', 1]],
    ['white space around elements', '\n <array>\n <data>\n <value>a</value> </data> </array>', ['a']],
    ['line ends become line feeds', '<string>a\r\nb\rc</string>', 'a\nb\nc'],
    ['raw control characters are let through', '<string>\x1b[0m</string>', '\x1b[0m'],
  ])('%s', (_name, inside, value) => {
    expect(parameter(inside)).toEqual(value);
  });

  test('a struct may have members with dangerous names', () => {
    const value = parameter(
      '<struct><member><name>__proto__</name><value><int>1</int></value></member>' +
        '<member><name>b</name><value>x</value></member></struct>',
    );
    expect(Object.entries(value as object)).toEqual([
      ['__proto__', 1],
      ['b', 'x'],
    ]);
  });
});

describe('calls', () => {
  test.each([
    ['without params', '<methodCall><methodName>a.b</methodName></methodCall>'],
    [
      'with a declaration, comments and attributes',
      '\ufeff<?xml version="1.0"?><!-- x --><methodCall a="<!>" b=\'\'><methodName >a.b</methodName ></methodCall>\n'.replace(
        '<!>',
        '!',
      ),
    ],
    [
      'with a document type',
      '<?xml version="1.0"?>\n<!DOCTYPE methodCall>\n<methodCall><methodName>a.b</methodName></methodCall>',
    ],
    [
      'with the address of a document type',
      '<!-- x --><!DOCTYPE a SYSTEM "a.dtd" ><methodCall><methodName>a.b</methodName></methodCall>',
    ],
    [
      'with a public document type',
      `<!DOCTYPE a PUBLIC "-//a//b" 'a.dtd'><methodCall><methodName>a.b</methodName></methodCall>`,
    ],
    ['with another root', '<call><methodName>a.b</methodName><params/></call>'],
  ])('%s', (_name, xml) => {
    expect(decodeCall(xml)).toEqual({ kind: 'call', method: 'a.b', params: [] });
  });

  test.each([
    ['no methodName', '<methodCall><params/></methodCall>'],
    ['an empty methodName', '<methodCall><methodName></methodName></methodCall>'],
  ])('%s', (_name, xml) => {
    expect(decodeCall(xml)).toMatchObject({ kind: 'malformed', reason: 'no method name' });
  });

  const inCall = (inside: string) =>
    `<methodCall><methodName>m</methodName><params><param>${inside}</param></params></methodCall>`;

  test.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['a tag that is never closed', '<methodCall><methodName>m</methodName>'],
    ['tags that cross', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>b'],
    ['an unfinished tag', '<a'],
    ['a tag without a name', '< a></a>'],
    ['an unfinished comment', '<a/><!-- '],
    ['a document type with declarations', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
    ['a document type behind the root', '<a/><!DOCTYPE a>'],
    ['two document types', '<!DOCTYPE a><!DOCTYPE a><a/>'],
    ['a document type in lower case', '<!doctype a><a/>'],
    ['an unfinished document type', '<!DOCTYPE a'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>&</a>'],
    ['a reference to a surrogate', '<a>&#xD800;</a>'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>'],
    ['an int that is none', inCall('<value><int>1.5</int></value>')],
    ['a double that is none', inCall('<value><double>x</double></value>')],
    ['an array without data', inCall('<value><array></array></value>')],
    ['a param without a value', inCall('')],
    ['a member without a value', inCall('<value><struct><member><name>a</name></member></struct></value>')],
    [
      'a member whose name is a struct',
      inCall('<value><struct><member><struct/><value/></member></struct></value>'),
    ],
    ['a declaration behind the beginning', '\n<?xml version="1.0"?><a/>'],
    ['elements nested too deep', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`],
  ])('%s is unmarshallable', (_name, xml) => {
    expect(decodeCall(xml)).toMatchObject({ kind: 'malformed', reason: 'unmarshallable' });
  });
});

describe('responses', () => {
  test('a fault', () => {
    expect(decodeResponse(encodeFault(10, 'BAD_NAME: a<b'))).toEqual({
      kind: 'fault',
      code: 10,
      message: 'BAD_NAME: a<b',
    });
  });

  test.each([
    ['no XML', 'hello'],
    ['neither a result nor a fault', '<methodResponse/>'],
    ['a fault without a code', '<methodResponse><fault><value>x</value></fault></methodResponse>'],
  ])('%s is malformed', (_name, xml) => {
    expect(decodeResponse(xml)).toMatchObject({ kind: 'malformed' });
  });
});

describe('properties', () => {
  const legalText = fc
    .string({ unit: 'binary' })
    .map((text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '.'));
  const leaf = (text: fc.Arbitrary<string>) =>
    fc.oneof(text, fc.integer(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.double());
  const tree = (text: fc.Arbitrary<string>): fc.Arbitrary<XmlRpcValue> =>
    fc.letrec<{ value: XmlRpcValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf(text),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(legalText, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
  // Integers have no negative zero.
  const plain = (value: XmlRpcValue) =>
    JSON.parse(
      JSON.stringify(value, (_key, item) =>
        item === 0 ? 0 : Number.isFinite(item) || typeof item !== 'number' ? item : String(item),
      ),
    );

  test('every result comes back as it was', () => {
    fc.assert(
      fc.property(tree(legalText), (value) => {
        const decoded = decodeResponse(encodeResult(value));
        expect(decoded.kind === 'result' && plain(decoded.value)).toEqual(plain(value));
      }),
    );
  });

  test('every parameter of a call comes back as it was, whatever its characters', () => {
    fc.assert(
      fc.property(fc.array(tree(fc.string({ unit: 'binary' }))), (params) => {
        const decoded = decodeCall(encodeCall('a.b', params));
        expect(decoded.kind === 'call' && plain(decoded.params)).toEqual(plain(params));
      }),
    );
  });

  test('bytes of a result come back as bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const decoded = decodeResponse(encodeResult(bytes));
        expect(decoded.kind === 'result' && decoded.value).toEqual(bytes);
      }),
    );
  });

  test('a call without parameters is what the reader finds, however it is written', () => {
    const pieces = fc.constantFrom(
      '<?xml version="1.0"?>',
      "<?xml version='1.0' encoding='utf-8' ?>",
      '\ufeff',
      '\n',
      '<methodCall>',
      '<methodName>a.b</methodName>',
      '<methodName>a b</methodName>',
      '<params>',
      '</params>',
      '<params/>',
      '<params />',
      '</methodCall>',
      'text',
    );
    const whole = fc
      .tuple(
        fc.array(pieces, { maxLength: 2 }),
        fc.array(pieces, { maxLength: 3 }),
        fc.array(pieces, { maxLength: 2 }),
      )
      .map(([before, inside, behind]) =>
        [
          ...before,
          '<methodCall>',
          '<methodName>c.d</methodName>',
          ...inside,
          '</methodCall>',
          ...behind,
        ].join(''),
      );
    fc.assert(
      fc.property(
        fc.oneof(
          whole,
          fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
        ),
        (xml) => {
          // A comment changes nothing but that the reader has to read it.
          const read = decodeCall(`${xml}<!---->`);
          const decoded = decodeCall(xml);
          expect(decoded.kind === 'call' ? decoded : decoded.reason).toEqual(
            read.kind === 'call' ? read : read.reason,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('no input makes the reader throw', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ' ',
      '&',
      ';',
      '#',
      '<a>',
      '</a>',
      '<!--',
      '-->',
      '="',
      '<value>',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(['call', 'malformed']).toContain(decodeCall(parts.join('')).kind);
      }),
    );
  });
});

describe('cost', () => {
  test.each([
    ['ampersands', `<a>${'&a'.repeat(500_000)}</a>`],
    ['an unfinished tag', `<a ${' '.repeat(1_000_000)}`],
    ['attributes', `<a ${'b="c" '.repeat(150_000)}`],
    ['tags that open', '<a>'.repeat(300_000)],
    ['an unfinished document type', `<!DOCTYPE a${' '.repeat(1_000_000)}`],
    ['comment starts', `<a>${'<!--'.repeat(250_000)}`],
    [
      'white space in a call',
      `<methodCall>${' '.repeat(500_000)}<methodName>a</methodName>${' '.repeat(500_000)}`,
    ],
    [
      'white space behind a call',
      `<methodCall><methodName>a</methodName></methodCall>${' '.repeat(1_000_000)}x`,
    ],
  ])('a megabyte of %s is refused in linear time', (_name, xml) => {
    const start = performance.now();
    expect(decodeCall(xml).kind).toBe('malformed');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
