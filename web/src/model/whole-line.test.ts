import { describe, expect, it } from 'vitest';
import { wholeLine } from './whole-line.ts';

const encode = (text: string) => new TextEncoder().encode(text);

async function lineAt(file: Uint8Array<ArrayBuffer>, offset: number) {
  const line = await wholeLine({ read: async (from, to) => file.slice(from, to), offset });
  const text = line.parts.map((part) => new TextDecoder().decode(part)).join('');
  expect(line.length).toBe(text.length);
  return { text, isComplete: line.isComplete };
}

describe('a whole line', () => {
  it.each([0, 2, 4])('is found from any byte of it: %d', async (offset) => {
    expect(await lineAt(encode('one line\nnext\n'), offset)).toEqual({ text: 'one line', isComplete: true });
  });

  it('may be the last one, without an end', async () => {
    expect((await lineAt(encode('one\ntwo'), 5)).text).toBe('two');
  });

  it('may be many blocks long', async () => {
    const long = 'x'.repeat(1_000_000);
    const file = encode(`first\n${long}\nlast\n`);
    for (const offset of [6, 500_000, 1_000_005]) expect((await lineAt(file, offset)).text).toBe(long);
  });

  it('is given up where it has no end', async () => {
    const read = async (from: number, to: number) => new Uint8Array(to - from).fill(120);
    const line = await wholeLine({ read, offset: 0 });
    expect(line.isComplete).toBe(false);
    expect(line.length).toBe(32 * 1024 * 1024);
  });
});
