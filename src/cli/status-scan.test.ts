import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../rpc/xmlrpc/decode.ts';
import { encodeFault, encodeResult } from '../rpc/xmlrpc/encode.ts';
import { scanVersion, statusRows } from './status-scan.ts';

const process = fc.record({
  name: fc.string({ unit: 'binary' }),
  group: fc.string({ unit: 'grapheme' }),
  start: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  state: fc.constantFrom(0, 10, 20, 30, 40, 100, 200, 1000),
  statename: fc.constantFrom('STOPPED', 'RUNNING', 'FATAL'),
  spawnerr: fc.oneof(fc.string(), fc.constant('<name>description</name> & </struct></value>\n')),
  description: fc.oneof(fc.string(), fc.constant('unknown error (try "tail <a&b>")'), fc.constant('\r\n')),
});

describe('the rows of a status reply', () => {
  it('are those that the whole reply holds, or are left to the decoder', () => {
    fc.assert(
      fc.property(fc.array(process), (processes) => {
        const xml = encodeResult(processes);
        const rows = statusRows(xml);
        if (rows === null) return; // A character that only the decoder knows.
        const decoded = decodeResponse(xml);
        const values = decoded.kind === 'result' ? (decoded.value as unknown as typeof processes) : [];
        expect(rows).toEqual(
          values.map(({ name, group, state, statename, description }) => ({
            group,
            name,
            state,
            statename,
            description,
          })),
        );
      }),
    );
  });

  it('are found for usual names and texts, entities included', () => {
    const row = { group: 'a&b', name: 'w', state: 200, statename: 'FATAL', description: 'no "<x>"' };
    expect(statusRows(encodeResult([{ ...row, pid: 0 }]))).toEqual([row]);
    expect(statusRows(encodeResult([]))).toEqual([]);
  });

  it.each([
    ['a fault', encodeFault(1, 'UNKNOWN_METHOD')],
    ['a string', encodeResult('3.0')],
    ['a list of something else', encodeResult([1, 2])],
    ['a struct without a state', encodeResult([{ name: 'w', group: 'w' }])],
    ['another layout', encodeResult([]).replaceAll('\n', '')],
    ['half a reply', encodeResult([{ name: 'w' }]).slice(0, 150)],
    ['nothing', ''],
  ])('are not made out of %s', (_, xml) => {
    expect(statusRows(xml)).toBeNull();
  });
});

describe('the version', () => {
  it('is a reply that is one string', () => {
    expect(scanVersion(encodeResult('3.0'))).toBe('3.0');
    expect([scanVersion(encodeFault(1, 'x')), scanVersion(encodeResult(['3.0'])), scanVersion('')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
