import { expect, test } from 'vitest';
import { environmentEntries, environmentEntry, variablesInBytes } from './environment-bytes.ts';

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

test('variables that are no UTF-8 keep their bytes, with the NUL that ends them', () => {
  const found = variablesInBytes(bytesOf('A=1\0BAD=caf\xe9\0B=\xc3\xa9\0W\xff=x\0'));
  expect([...found.keys()]).toEqual(['BAD', 'W\ufffd']);
  expect(found.get('BAD')).toEqual(bytesOf('BAD=caf\xe9\0'));
  expect(environmentEntry('BAD', 'caf\ufffd', found)).toEqual(bytesOf('BAD=caf\xe9\0'));
  expect(environmentEntry('W\ufffd', 'x', found)).toEqual(bytesOf('W\xff=x\0'));
  expect(environmentEntry('A', '1', found)).toBe('A=1');
});

test('one that was set to something else since is what it was set to', () => {
  const found = variablesInBytes(bytesOf('BAD=caf\xe9\0'));
  expect(environmentEntry('BAD', 'tea', found)).toBe('BAD=tea');
});

test('text alone is nothing special, and what is not there is left out', () => {
  expect(variablesInBytes(bytesOf('A=1\0B=\xc3\xa9\0')).size).toBe(0);
  expect(variablesInBytes(bytesOf('')).size).toBe(0);
  expect(environmentEntries({ A: '1', GONE: undefined, B: 'é' })).toEqual(['A=1', 'B=é']);
});
