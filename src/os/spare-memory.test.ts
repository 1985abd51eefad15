import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLibc } from './native.ts';
import { returnSpareMemory } from './spare-memory.ts';

test('what nobody needs any more goes back to the kernel', () => {
  const libc = openLibc();
  returnSpareMemory(libc);
  const before = privateBytes();
  allocate();
  const grown = privateBytes() - before;
  expect(grown).toBeGreaterThan(80 * MEBI);
  returnSpareMemory(libc);
  // V8 keeps its young generation, which the tests' Node may let grow.
  expect(privateBytes() - before).toBeLessThan(grown / 2);
  expect(globalThis).not.toHaveProperty('gc');
});

const MEBI = 1024 * 1024;

/** Garbage when it returns: small objects, and small buffers outside of V8's heap. */
function allocate(): void {
  const objects = Array.from({ length: 300_000 }, (_, index) => ({ name: `object ${index}`, index }));
  const buffers = Array.from({ length: 5000 }, () => Buffer.allocUnsafeSlow(16_384).fill(1));
  expect(objects.length + buffers.length).toBe(305_000);
}

function privateBytes(): number {
  const match = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  return Number(match?.[1]) * 1024;
}
