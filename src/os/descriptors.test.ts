import { expect, test } from 'vitest';
import { runBundled } from '../../test/support/run-bundled.ts';

test('descriptors left open by the daemon’s parent do not reach programs', async () => {
  const run = await runBundled('process-facts.ts', ['inheritedDescriptors']);
  expect(JSON.parse(run.stdout)).toEqual([false, true, false]);
});
