/** The XML-RPC codec beside Python's `xmlrpc.client`, which Supervisor and its clients are built on. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  decodeCall,
  decodeResponse,
  encodeCall,
  encodeFault,
  encodeResult,
  type XmlRpcValue,
} from '../../src/rpc/xmlrpc/codec.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';

/** Runs a Python program with JSON on stdin; its stdout is JSON too. */
function python(program: string, input: unknown): unknown {
  const prelude = 'import json, sys, xmlrpc.client as x\ndata = json.load(sys.stdin)\n';
  const output = execFileSync(peerPath('python3'), ['-c', prelude + program], {
    input: JSON.stringify(input),
  });
  return JSON.parse(output.toString());
}

const VALUES: readonly XmlRpcValue[] = [
  '',
  'plain',
  '<&>"\'',
  'öäü 日本 🙂',
  'line\nline\ttab',
  0,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  1.5,
  -2.25,
  true,
  false,
  [],
  {},
  [1, ['a', [true]], {}],
  { name: 'web', group: 'a&b', '<key>': [{ deep: { deeper: '' } }] },
];

/** What Python's client writes differently on purpose: text that XML cannot carry, large integers. */
const BEYOND: readonly (readonly [XmlRpcValue, XmlRpcValue])[] = [
  ['a\r\nb', 'a\r\nb'],
  ['\x1b[31mred\x1b[0m', '␛[31mred␛[0m'],
  ['\0\ufffe', '␀\ufffd'],
  [2 ** 31, 2 ** 31],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [2 ** 60, 2 ** 60],
];

describeWithPeer('python3', 'the XML-RPC codec and xmlrpc.client', () => {
  test('results are written byte for byte alike', () => {
    const theirs = python('print(json.dumps([x.dumps((v,), methodresponse=True) for v in data]))', VALUES);
    expect(VALUES.map(encodeResult)).toEqual(theirs);
  });

  test('faults are written byte for byte alike', () => {
    const theirs = python('print(json.dumps(x.dumps(x.Fault(data[0], data[1]))))', [10, 'BAD_NAME: a<b>é']);
    expect(encodeFault(10, 'BAD_NAME: a<b>é')).toBe(theirs);
  });

  test('calls are written byte for byte alike', () => {
    const theirs = python('print(json.dumps(x.dumps(tuple(data), "supervisor.startProcess")))', VALUES);
    expect(encodeCall('supervisor.startProcess', VALUES)).toBe(theirs);
  });

  test('their calls are understood', () => {
    const xml = python('print(json.dumps(x.dumps(tuple(data), "a.b", allow_none=True)))', [...VALUES, null]);
    const call = decodeCall(xml as string);
    expect(JSON.parse(JSON.stringify(call))).toEqual({
      kind: 'call',
      method: 'a.b',
      params: [...VALUES, null],
    });
  });

  test('their results are understood', () => {
    const xml = python('print(json.dumps(x.dumps((data,), methodresponse=True)))', VALUES);
    const response = decodeResponse(xml as string);
    expect(JSON.parse(JSON.stringify(response))).toEqual({ kind: 'result', value: VALUES });
  });

  test('what their encoder cannot write is still read by their decoder', () => {
    const read = python(
      'print(json.dumps([x.loads(v)[0][0] for v in data]))',
      BEYOND.map(([value]) => encodeResult(value)),
    );
    expect(read).toEqual(BEYOND.map(([, expected]) => expected));
  });

  test('a call with control characters reaches them unchanged', () => {
    const read = python('print(json.dumps(x.loads(data)[0][0].data.decode()))', encodeCall('m', ['\x1b[A']));
    expect(read).toBe('\x1b[A');
  });
});
