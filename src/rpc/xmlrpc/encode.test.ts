import { describe, expect, test } from 'vitest';
import { encodeCall, encodeFault, encodeResult } from './encode.ts';
import type { XmlRpcValue } from './values.ts';

/** The value element of a result, without its surroundings. */
function valueElement(value: XmlRpcValue): string {
  const xml = encodeResult(value);
  return xml.slice(xml.indexOf('<value>'), xml.lastIndexOf('</param>'));
}

describe('the layout of replies', () => {
  test('a result is laid out as Supervisor lays it out', () => {
    expect(encodeResult({ statecode: 1, statename: 'RUNNING' })).toBe(
      [
        "<?xml version='1.0'?>",
        '<methodResponse>',
        '<params>',
        '<param>',
        '<value><struct>',
        '<member>',
        '<name>statecode</name>',
        '<value><int>1</int></value>',
        '</member>',
        '<member>',
        '<name>statename</name>',
        '<value><string>RUNNING</string></value>',
        '</member>',
        '</struct></value>',
        '</param>',
        '</params>',
        '</methodResponse>',
        '',
      ].join('\n'),
    );
  });

  test('a fault is laid out as Supervisor lays it out', () => {
    expect(encodeFault(10, 'BAD_NAME: nope')).toBe(
      [
        "<?xml version='1.0'?>",
        '<methodResponse>',
        '<fault>',
        '<value><struct>',
        '<member>',
        '<name>faultCode</name>',
        '<value><int>10</int></value>',
        '</member>',
        '<member>',
        '<name>faultString</name>',
        '<value><string>BAD_NAME: nope</string></value>',
        '</member>',
        '</struct></value>',
        '</fault>',
        '</methodResponse>',
        '',
      ].join('\n'),
    );
  });

  test('a call without parameters still has an empty params element', () => {
    expect(encodeCall('supervisor.getState', [])).toBe(
      "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getState</methodName>\n" +
        '<params>\n</params>\n</methodCall>\n',
    );
  });
});

describe('single values', () => {
  test.each<[string, XmlRpcValue, string]>([
    ['true', true, '<value><boolean>1</boolean></value>\n'],
    ['false', false, '<value><boolean>0</boolean></value>\n'],
    ['an empty string', '', '<value><string></string></value>\n'],
    ['markup', '<a>&"\'', '<value><string>&lt;a&gt;&amp;"\'</string></value>\n'],
    ['text of the whole world', 'öäü 日本 🙂', '<value><string>öäü 日本 🙂</string></value>\n'],
    ['the smallest int', -(2 ** 31), '<value><int>-2147483648</int></value>\n'],
    ['the largest int', 2 ** 31 - 1, '<value><int>2147483647</int></value>\n'],
    ['more than 32 bits', 2 ** 31, '<value><i8>2147483648</i8></value>\n'],
    ['more than 53 bits', 2 ** 60, '<value><double>1152921504606847000</double></value>\n'],
    ['a fraction', 1.5, '<value><double>1.5</double></value>\n'],
    ['infinity', Number.NEGATIVE_INFINITY, '<value><double>-inf</double></value>\n'],
    ['null', null, '<value><nil/></value>'],
    [
      'an array',
      [1, 'a'],
      '<value><array><data>\n<value><int>1</int></value>\n<value><string>a</string></value>\n</data></array></value>\n',
    ],
    ['an empty array', [], '<value><array><data>\n</data></array></value>\n'],
    ['an empty struct', {}, '<value><struct>\n</struct></value>\n'],
    ['bytes', new Uint8Array([0, 255]), '<value><base64>\nAP8=\n</base64></value>\n'],
  ])('%s', (_name, value, xml) => {
    expect(valueElement(value)).toBe(xml);
  });
});

describe('text that XML cannot carry', () => {
  test.each([
    ['a carriage return becomes a reference', 'a\r\nb', 'a&#13;\nb'],
    ['tab and line feed stay', '\t\n', '\t\n'],
    ['escape sequences become visible', '\x1b[31mred\x1b[0m', '␛[31mred␛[0m'],
    ['a NUL becomes visible', '\0', '␀'],
    ['a lone surrogate becomes a replacement character', 'a\ud800b', 'a\ufffdb'],
    ['a noncharacter becomes a replacement character', '\uffff', '\ufffd'],
  ])('%s', (_name, text, expected) => {
    expect(valueElement(text)).toBe(`<value><string>${expected}</string></value>\n`);
  });

  test('in a call it travels as base64, so that no byte changes', () => {
    expect(encodeCall('m', ['\x1b[A'])).toContain('<value><base64>\nG1tB\n</base64></value>\n');
  });
});
