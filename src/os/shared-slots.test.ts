import { afterAll, describe, expect, test } from 'vitest';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { dealtWith } from '../logs/output-slot.ts';
import { openLibc } from './native.ts';
import { SharedSlots } from './shared-slots.ts';

const libc = openLibc();
const directory = makeTempDir();
afterAll(() => directory.remove());
const open = () => new SharedSlots(libc, directory.path);

describe('a slot', () => {
  test('shows a successor what was read and not looked at', () => {
    const slot = open().claim('web.stdout');
    slot?.data.set(Buffer.from('line\n'));
    const successor = open().claim('web.stdout');
    expect(successor?.leftover()).toEqual({ length: 5, begun: null });
    expect(Buffer.from(successor?.data.subarray(0, 5) ?? []).toString()).toBe('line\n');
  });

  test('shows a successor what was being written', () => {
    const slot = open().claim('api.stdout');
    slot?.data.set(Buffer.from('line\n'));
    slot?.begin(5, 'plain', 1000);
    expect(open().claim('api.stdout')?.leftover()).toEqual({
      length: 5,
      begun: { manner: 'plain', logSize: 1000 },
    });
    slot?.done(5);
    expect(slot?.leftover()).toBeNull();
    expect(open().claim('api.stdout')?.leftover()).toBeNull();
  });

  test('belongs to one stream at a time, and to another once it is released', () => {
    const slots = open();
    const slot = slots.claim('one');
    expect(slots.claim('one')).toBeNull();
    slot?.release();
    expect(slots.claim('one')).not.toBeNull();
  });

  test('is there for more streams than one file has slots for', () => {
    const slots = open();
    const names = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    const claimed = names.map((name) => slots.claim(name));
    for (const [index, slot] of claimed.entries()) slot?.data.set(Buffer.from(`${index}\n`));
    const successor = open();
    for (const [index, name] of names.entries()) {
      const found = successor.claim(name);
      const text = `${index}\n`;
      expect(Buffer.from(found?.data.subarray(0, text.length) ?? []).toString()).toBe(text);
    }
  });
});

describe('of a leftover', () => {
  const begun = (manner: 'plain' | 'staged' | 'protocol', logSize: number | null) => ({
    length: 10,
    begun: { manner, logSize },
  });

  test.each([
    ['nothing was looked at', { length: 10, begun: null }, 500, 0],
    ['nothing was written', begun('plain', 100), 100, 0],
    ['a part was written', begun('plain', 100), 104, 4],
    ['all was written', begun('plain', 100), 110, 10],
    ['all was written and the log rotated', begun('plain', 100), 0, 10],
    ['something was written after changes', begun('staged', 100), 104, 10],
    ['nothing was written after changes', begun('staged', 100), 100, 0],
    ['no log can tell', begun('plain', null), null, 0],
    ['a listener had been heard', begun('protocol', 100), 100, 10],
  ] as const)('%s', (_, leftover, logSize, done) => {
    expect(dealtWith(leftover, logSize)).toBe(done);
  });
});
