import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NewestBytes } from './newest-bytes.ts';

test('keeps exactly the newest bytes, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 })),
      fc.integer({ min: 1, max: 50 }),
      (chunks, limit) => {
        const newest = new NewestBytes(limit);
        for (const chunk of chunks) newest.append(chunk);
        const all = Buffer.concat(chunks);
        const expected = all.subarray(Math.max(0, all.byteLength - limit));
        expect(Buffer.from(newest.take()).equals(expected)).toBe(true);
        expect(newest.take().byteLength).toBe(0);
      },
    ),
  );
});
