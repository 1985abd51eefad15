/**
 * Inputs bred from good ones, for everything that reads what others write: nothing crashes, nothing takes long, and
 * memory stays bounded.
 *
 * `FUZZ_INPUTS` makes it longer, `FUZZ_SEED` repeats a run, and `FUZZ_FIRST` with `FUZZ_INPUTS=1` repeats one input:
 * each depends on the seed and its number alone.
 */
import { describe, expect, it } from 'vitest';
import { loadControlConfig } from '../../src/config/load-control.ts';
import { decodeCall, decodeResponse } from '../../src/rpc/xmlrpc/codec.ts';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { HTTP, INI, XML } from '../support/fuzz/corpora.ts';
import { type Breeding, mutate } from '../support/fuzz/mutate.ts';
import { aRequest, load } from '../support/load-text.ts';
import { residentMemory } from '../support/proc-files.ts';
import { Random } from '../support/random.ts';
import { RawConnection } from '../support/raw-http.ts';
import { withTempDir } from '../support/temp-dir.ts';

const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 3000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
const FIRST = Number(process.env['FUZZ_FIRST'] ?? 0);
const MEBI = 1024 * 1024;
/** Milliseconds that one input of 64 KiB may take, on a machine that does other things as well. */
const LONGEST = 1000;
const LARGEST_GROWTH = 256 * MEBI;
/** The whole run; a hang ends here. */
const timeout = 60_000 + INPUTS * 20;

function inputAt(number: number, breeding: Breeding): Buffer {
  return mutate(new Random((SEED ^ Math.imul(number, 0x9e3779b1)) >>> 0), breeding);
}

/** The inputs that were read wrongly, as far as there are any. */
function fuzz(breeding: Breeding, read: (input: Buffer) => void): readonly string[] {
  const failures: string[] = [];
  const before = process.memoryUsage().rss;
  for (let number = FIRST; number < FIRST + INPUTS && failures.length < 10; number += 1) {
    const input = inputAt(number, breeding);
    const start = performance.now();
    try {
      read(input);
    } catch (error) {
      failures.push(`input ${number} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const taken = performance.now() - start;
    if (taken > LONGEST) failures.push(`input ${number} took ${Math.round(taken)} ms`);
    if (number % 1000 === 0 && process.memoryUsage().rss - before > LARGEST_GROWTH) {
      failures.push(`memory grew to ${process.memoryUsage().rss} bytes before input ${number}`);
    }
  }
  return failures;
}

describe(`${INPUTS} inputs, seed ${SEED}`, () => {
  it('are read or refused as XML-RPC', { timeout }, () => {
    const failures = fuzz(XML, (input) => {
      const text = input.toString('utf8');
      decodeCall(text);
      decodeResponse(text);
    });
    expect(failures).toEqual([]);
  });

  it('are read or refused as a configuration', { timeout }, () => {
    const failures = fuzz(INI, (input) => {
      load(input, { included: { '/etc/app/other.conf': '[program:other]\ncommand=x\n' } });
      loadControlConfig(aRequest(input));
    });
    expect(failures).toEqual([]);
  });

  it('are answered or refused as HTTP', { timeout }, async () => {
    await withTempDir(async (directory) => {
      const daemon = new Daemon({ kind: 'vigild', directory, text: CONFIG });
      try {
        await daemon.start();
        await attack(daemon);
        expect(daemon.log()).not.toMatch(/unexpected exception|Server Error/);
      } finally {
        await daemon.destroy();
      }
    });
  });
});

const CONFIG = `${daemonSections({ supervisord: ['logfile_maxbytes=10MB', 'minfds=1024'] })}
[program:cat]
command=cat
stdout_logfile=%(here)s/cat.log
startsecs=0
`;

/** Many at once, each closed without waiting for its answer; the daemon has to keep answering another client. */
async function attack(daemon: Daemon): Promise<void> {
  const atOnce = 50;
  const atRest = residentMemory(daemon.pid);
  for (let number = FIRST; number < FIRST + INPUTS; number += atOnce) {
    const count = Math.min(atOnce, FIRST + INPUTS - number);
    const connections = await Promise.all(
      Array.from({ length: count }, () => RawConnection.open({ path: daemon.socketPath })),
    );
    for (const [index, connection] of connections.entries()) connection.send(inputAt(number + index, HTTP));
    const start = performance.now();
    const batch = `inputs ${number} to ${number + count - 1}`;
    expect(await daemon.call('supervisor.getPID'), batch).toBe(daemon.pid);
    expect(performance.now() - start, batch).toBeLessThan(LONGEST * 5);
    for (const connection of connections) connection.close();
    expect(residentMemory(daemon.pid) - atRest, `memory after ${batch}`).toBeLessThan(LARGEST_GROWTH);
  }
}
