import { expect, test } from 'vitest';
import { runBundled } from '../../test/support/run-bundled.ts';

test('a syslog line is sent as it is, under the given name', async () => {
  const run = await runBundled('process-facts.ts', ['syslog']);
  expect(run).toMatchObject({ code: 0, stdout: '"logged"', stderr: 'vigil-test: 100%s sure %n\n' });
});
