import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KeyboardInput } from './keyboard-input.ts';

async function piecesOf(...chunks: readonly Buffer[]): Promise<string[]> {
  const terminal = new PassThrough();
  const input = new KeyboardInput(terminal);
  const pieces: string[] = [];
  input.on('data', (piece: Buffer) => pieces.push(piece.toString('latin1')));
  for (const chunk of chunks) {
    terminal.write(chunk);
    await setImmediate();
  }
  return pieces;
}

test.each([
  ['a', ['a']],
  ['sta\t', ['sta\t']],
  ['sta\twe\tb\n', ['sta\t', 'we\t', 'b\n']],
  ['status\rstop\r\n\nquit', ['status\r', 'stop\r\n', '\n', 'quit']],
  ['\x1b[A\x03', ['\x1b[A\x03']],
])('%j', async (typed, pieces) => {
  expect(await piecesOf(Buffer.from(typed))).toEqual(pieces);
});

test('a character that is cut between two reads stays whole', async () => {
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
  const pieces = await piecesOf(first, second);
  expect(Buffer.from(pieces.join(''), 'latin1').toString()).toBe('ü');
});

test('what follows waits while it is paused', async () => {
  const terminal = new PassThrough();
  const input = new KeyboardInput(terminal);
  const pieces: string[] = [];
  input.on('data', (piece: Buffer) => {
    pieces.push(piece.toString());
    input.pause();
  });
  terminal.write('a\tb\tc');
  await setImmediate();
  expect(pieces).toEqual(['a\t']);
  input.resume();
  await setImmediate();
  expect(pieces).toEqual(['a\t', 'b\t']);
  expect(terminal.isPaused()).toBe(true);
});

test('once released it takes nothing more', async () => {
  const terminal = new PassThrough();
  const input = new KeyboardInput(terminal);
  input.release();
  expect([terminal.listenerCount('data'), terminal.listenerCount('end')]).toEqual([0, 0]);
  expect(terminal.isPaused()).toBe(true);
  terminal.resume();
  terminal.end('x');
  await setImmediate();
  expect(input.readableLength).toBe(0);
});
