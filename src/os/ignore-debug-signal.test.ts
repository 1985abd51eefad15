import { expect, test } from 'vitest';
import { runBundled } from '../../test/support/run-bundled.ts';

test('SIGUSR1 does not open the debugger', async () => {
  const run = await runBundled('process-facts.ts', ['debugSignal']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const ignored = BigInt(`0x${JSON.parse(run.stdout)}`);
  expect(ignored & (1n << 9n)).not.toBe(0n);
});
