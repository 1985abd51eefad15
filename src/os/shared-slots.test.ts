import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { wallClockTime } from '../core/units.ts';
import { dealtWith, isStamped, type OutputLeftover, type OutputManner } from '../logs/output-slot.ts';
import { openLibc } from './native.ts';
import { SharedSlots } from './shared-slots.ts';

const libc = openLibc();
const directory = makeTempDir();
afterAll(() => directory.remove());
const open = () => new SharedSlots(libc, directory.path);

const MEMORY = '/dev/shm';

describe('a slot', () => {
  test.runIf(existsSync(MEMORY))('takes no room in memory by being looked at by a successor', () => {
    const inMemory = mkdtempSync(join(MEMORY, 'vigil-'));
    try {
      const slot = new SharedSlots(libc, inMemory).claim('web.stdout');
      slot?.data.set(Buffer.from('line\n'));
      const blocks = () => statSync(join(inMemory, 'output.0')).blocks;
      const before = blocks();
      const successor = new SharedSlots(libc, inMemory).claim('web.stdout');
      expect(successor?.leftover()).toEqual({ length: 5, begun: null });
      expect(blocks()).toBe(before);
    } finally {
      rmSync(inMemory, { recursive: true });
    }
  });

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
    slot?.begin(5, 'plain', { size: 1000, inode: 7 });
    expect(open().claim('api.stdout')?.leftover()).toEqual({
      length: 5,
      begun: { manner: 'plain', logSize: 1000, logInode: 7 },
    });
    slot?.done(5);
    expect(slot?.leftover()).toBeNull();
    expect(open().claim('api.stdout')?.leftover()).toBeNull();
  });

  test('shows a successor the time of stamped lines that were being written', () => {
    const slot = open().claim('stamped.stdout');
    slot?.data.set(Buffer.from('line\n'));
    slot?.stampWith(wallClockTime(1_769_846_707_123));
    slot?.begin(5, 'stamped-inside', { size: 1000, inode: 7 });
    const successor = open().claim('stamped.stdout');
    expect(successor?.wasInsideLine).toBeNull();
    expect(successor?.leftover()).toEqual({
      length: 5,
      begun: { manner: 'stamped-inside', logSize: 1000, logInode: 7, stampedAt: 1_769_846_707_123 },
    });
  });

  test('shows a successor of what no log tells that there is none', () => {
    const slot = open().claim('syslog.stdout');
    slot?.data.set(Buffer.from('line\n'));
    slot?.begin(5, 'staged', null);
    expect(open().claim('syslog.stdout')?.leftover()).toEqual({
      length: 5,
      begun: { manner: 'staged', logSize: null, logInode: null },
    });
  });

  test('shows a successor that all was dealt with, also where clearing it was cut short', () => {
    const slot = open().claim('cut.stdout');
    slot?.data.set(Buffer.from('line\n'));
    slot?.begin(5, 'plain', { size: 1000, inode: 7 });
    const data = slot?.data as Uint8Array;
    data.fill = () => {
      throw new Error('killed');
    };
    expect(() => slot?.done(5)).toThrow('killed');
    const successor = open().claim('cut.stdout');
    expect(successor?.leftover()).toMatchObject({ length: 0, begun: { manner: 'plain' } });
    expect(successor?.data.every((byte) => byte === 0)).toBe(true);
  });

  test('shows a successor nothing of what a full file system left behind the bytes that were read', () => {
    const slots = open();
    const slot = slots.claim('full.stdout');
    slot?.data.set(Buffer.from('line\nline that is still in the pipe\n'));
    slot?.begin(5, 'plain', { size: 1000, inode: 7 });
    slot?.done(5);
    expect(open().claim('full.stdout')?.leftover()).toBeNull();
    slot?.data.set(Buffer.from('the read failed\n'));
    slot?.release();
    expect(slots.claim('full.stdout')).toBe(slot);
    expect(open().claim('full.stdout')?.leftover()).toBeNull();
  });

  test.each([true, false])('tells a successor whether a stamped line goes on: %s', (isInsideLine) => {
    const name = `inside-${isInsideLine}`;
    const slot = open().claim(name);
    expect(slot?.wasInsideLine).toBeNull();
    slot?.begin(0, 'stamped', { size: 1000, inode: 7 });
    slot?.done(0, isInsideLine);
    slot?.data.set(Buffer.from('more\n'));
    const successor = open().claim(name);
    expect(successor?.wasInsideLine).toBe(isInsideLine);
    expect(successor?.leftover()).toEqual({ length: 5, begun: null });
    slot?.release();
    expect(open().claim(name)?.wasInsideLine).toBeNull();
  });

  test('belongs to one stream at a time, and to another once it is released', () => {
    const slots = open();
    const slot = slots.claim('one');
    expect(slots.claim('one')).toBeNull();
    slot?.release();
    expect(slots.claim('one')).not.toBeNull();
  });

  test('is not to be had where a file system copies on write: a store may be the end of the process', () => {
    const BTRFS = 0x9123683e;
    expect(new SharedSlots(libc, directory.path, BTRFS).claim('copied.stdout')).toBeNull();
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
  const begun = (manner: OutputManner, logSize: number | null): OutputLeftover => {
    const log = { logSize, logInode: null };
    if (!isStamped(manner)) return { length: 10, begun: { ...log, manner } };
    return { length: 10, begun: { ...log, manner, stampedAt: wallClockTime(0) } };
  };

  test.each([
    ['nothing was looked at', { length: 10, begun: null }, 500, 0],
    ['nothing was written', begun('plain', 100), 100, 0],
    ['a part was written', begun('plain', 100), 104, 4],
    ['all was written', begun('plain', 100), 110, 10],
    ['all was written and the log rotated', begun('plain', 100), 0, 10],
    ['something was written after changes', begun('staged', 100), 104, 10],
    ['nothing was written after changes', begun('staged', 100), 100, 0],
    ['a part was written with stamps', begun('stamped', 100), 135, 35],
    ['all was written with stamps and the log rotated', begun('stamped-inside', 100), 0, Infinity],
    ['no log can tell', begun('plain', null), null, 0],
    ['a listener had been heard, and that is on file', begun('protocol', 100), 110, 10],
    ['a listener had been heard, and that is not on file', begun('protocol', 100), 100, 0],
    ['a listener had been heard by a vigild that did not count', begun('protocol', null), 100, 10],
  ] as const)('%s', (_, leftover, logSize, done) => {
    expect(dealtWith(leftover, logSize)).toBe(done);
  });
});
