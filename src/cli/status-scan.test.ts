import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../rpc/xmlrpc/decode.ts';
import { encodeFault, encodeResult } from '../rpc/xmlrpc/encode.ts';
import { statusRows, versionAndStates } from './status-scan.ts';

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

describe('the version and the states in one reply', () => {
  const states = fc.array(
    fc.tuple(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('STOPPED', 'RUNNING', 'FATAL'),
      fc.oneof(fc.string(), fc.constant('</string></value>\n & "<x>"'), fc.constant('\r\n')),
    ),
  );

  it('are those that the whole reply holds, or are left to the decoder', () => {
    fc.assert(
      fc.property(fc.string(), states, (version, list) => {
        const xml = encodeResult([version, list]);
        const found = versionAndStates(xml);
        if (found === null) return; // A character that only the decoder knows.
        const decoded = decodeResponse(xml);
        const value = decoded.kind === 'result' ? (decoded.value as [string, typeof list]) : null;
        expect(found.version).toBe(value?.[0]);
        expect(found.rows).toEqual(
          value?.[1].map(([group, name, statename, description]) => {
            const state = { STOPPED: 0, RUNNING: 20, FATAL: 200 }[statename];
            return { group, name, state, statename, description };
          }),
        );
      }),
    );
  });

  it('are found for usual names and texts, entities included', () => {
    const reply = encodeResult(['3.0', [['a&b', 'w', 'FATAL', 'no "<x>"']]]);
    const row = { group: 'a&b', name: 'w', state: 200, statename: 'FATAL', description: 'no "<x>"' };
    expect(versionAndStates(reply)).toEqual({ version: '3.0', rows: [row] });
    expect(versionAndStates(encodeResult(['3.0', []]))).toEqual({ version: '3.0', rows: [] });
  });

  it('tell when the peer knows no such method', () => {
    const fault = { faultCode: 1, faultString: 'UNKNOWN_METHOD' };
    expect(versionAndStates(encodeResult(['3.0', fault]))).toEqual({
      version: '3.0',
      rows: 'unknown method',
    });
  });

  it.each([
    ['a fault', encodeFault(1, 'UNKNOWN_METHOD')],
    ['a string', encodeResult('3.0')],
    [
      'faults for both',
      encodeResult([
        { faultCode: 6, faultString: 'x' },
        { faultCode: 6, faultString: 'x' },
      ]),
    ],
    ['another fault', encodeResult(['3.0', { faultCode: 6, faultString: 'SHUTDOWN_STATE' }])],
    ['the version alone', encodeResult(['3.0'])],
    ['something more', encodeResult(['3.0', [], []])],
    ['a state that nobody knows', encodeResult(['3.0', [['a', 'a', 'GONE', '']]])],
    ['a row that is too short', encodeResult(['3.0', [['a', 'a', 'FATAL']]])],
    ['a row that is too long', encodeResult(['3.0', [['a', 'a', 'FATAL', '', '']]])],
    ['a number in a row', encodeResult(['3.0', [['a', 'a', 'FATAL', 1]]])],
    ['another layout', encodeResult(['3.0', []]).replaceAll('\n', '')],
    ['half a reply', encodeResult(['3.0', [['a', 'a', 'FATAL', 'x']]]).slice(0, 200)],
    ['nothing', ''],
  ])('are not made out of %s', (_, xml) => {
    expect(versionAndStates(xml)).toBeNull();
  });
});
