import { expect, test } from 'vitest';
import { jsonOf, jsonText } from './json-value.ts';

test('text that XML cannot carry came as bytes and is text again, at any depth', () => {
  const value = {
    changes: [{ key: 'command', to: new TextEncoder().encode('sh\x01ö') }],
    count: 1,
    none: null,
  };
  expect(jsonOf(value)).toEqual({ changes: [{ key: 'command', to: 'sh\x01ö' }], count: 1, none: null });
});

test('no byte of the text can command a terminal', () => {
  const text = jsonText({ name: 'a\x1b\x7f\x9b' });
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(JSON.parse(text)).toEqual({ name: 'a\x1b\x7f\x9b' });
});
