import { describe, expect, test } from 'vitest';
import { aGroup, aProcess } from '../../../test/support/a-program.ts';
import { sampleConfig, sampleStream } from '../../../test/support/sample-config.ts';
import { boundLine, type PipeLimits, streamBounds } from './stream-bounds.ts';

const ROOT: PipeLimits = { largest: 1024 * 1024, userPages: null };
const logged = sampleStream({ logfile: { kind: 'file', path: '/tmp/x.log' } });
const silent = sampleStream({ logfile: { kind: 'none' } });

function configOf(count: number) {
  const processes = Array.from({ length: count }, (_, index) =>
    aProcess({ name: `web_${index}`, group: 'web', stdout: logged, stderr: silent }),
  );
  return sampleConfig({ groups: [aGroup(processes, { name: 'web' })] });
}

describe('the bound of a stream', () => {
  test('is the size of its pipe; a stream that nobody reads has none', () => {
    const bounds = streamBounds(configOf(1), ROOT);
    expect(bounds).toEqual([
      { process: 'web:web_0', stream: 'stdout', waits: 65_536, waitsAtMost: 1_048_576 },
      { process: 'web:web_0', stream: 'stderr', waits: null, waitsAtMost: null },
    ]);
    expect(bounds.map(boundLine)).toEqual([
      'web:web_0 stdout: 65536 bytes wait while no vigild runs, then web:web_0 waits',
      'web:web_0 stderr: nobody reads it, so it never waits',
    ]);
  });

  test('is smaller for a user whose pipes take more than the kernel grants', () => {
    const limits: PipeLimits = { largest: 1024 * 1024, userPages: 16_384 };
    expect(streamBounds(configOf(300), limits)[0]).toMatchObject({ waits: 65_536 });
    expect(streamBounds(configOf(400), limits)[0]).toMatchObject({ waits: 8192, waitsAtMost: 65_536 });
  });
});
