import { describe, expect, it } from 'vitest';
import { type, typeForJson } from '../../../test/support/cli-session.ts';
import { type FakeAnswers, fault, result } from '../../../test/support/fake-client.ts';
import type { ProcessInfo } from '../rpc-results.ts';

const INFO: ProcessInfo = {
  group: 'web',
  name: 'web',
  state: 20,
  statename: 'RUNNING',
  description: 'pid 7, uptime 0:00:06',
  pid: 7,
  start: 10,
  stop: 9,
  now: 16,
  exitStatus: 3,
  spawnError: '',
  stdoutLog: '',
  stderrLog: '',
};
const NEW: ProcessInfo = { ...INFO, group: 'job', name: 'job', state: 0, statename: 'STOPPED', stop: 0 };

const LEFT = {
  group: 'job',
  name: 'job',
  pid: 11,
  parent: 1,
  command: 'x',
  role: 'leftover',
  cpu: 0,
  rss: 0,
  start: 1,
};

const methods: FakeAnswers['methods'] = {
  'supervisor.getAllProcessInfo': () => result([INFO, NEW]),
  'vigil.getTallies': () =>
    result([
      { group: 'web', name: 'web', starts: 3, failures: 1, stdoutLost: 10, stderrLost: 7 },
      { group: 'job', name: 'job', starts: 0, failures: 0, stdoutLost: 0, stderrLost: 0 },
    ]),
  'vigil.getListenerPools': () =>
    result([{ name: 'ear', bufferSize: 10, buffered: 2, processed: 40, discarded: 5 }]),
  'vigil.getProcessTree': () => result([LEFT, { ...LEFT, pid: 12 }, { ...LEFT, pid: 13, role: 'main' }]),
};

const INDENT = ' '.repeat(33);

describe('status --long', () => {
  it.each(['-l', '--long'])('has one more line for each process, and one for each pool: %s', async (flag) => {
    expect((await type(`status ${flag}`, { methods })).stdout).toBe(
      `${'web'.padEnd(33)}RUNNING   pid 7, uptime 0:00:06
${INDENT}started 3 times, 1 failure, last exit status 3, 17 bytes of output lost
${'job'.padEnd(33)}STOPPED   pid 7, uptime 0:00:06
${INDENT}never started, 0 failures, 0 bytes of output lost, left behind: 11 12
listeners ear: 2 of at most 10 events wait, 40 processed, 5 discarded
`,
    );
  });

  it('has the same as JSON', async () => {
    expect((await typeForJson('status -l web', { methods })).json).toMatchObject({
      processes: [{ name: 'web', starts: 3, failures: 1, stdout_lost: 10, stderr_lost: 7 }],
      listener_pools: [{ name: 'ear', buffer_size: 10, buffered: 2, processed: 40, discarded: 5 }],
    });
  });

  it('has the leftovers of the process as JSON, where there are any', async () => {
    const [web, job] = ((await typeForJson('status -l', { methods })).json as { processes: object[] })
      .processes;
    expect(job).toMatchObject({ name: 'job', left_behind: [11, 12] });
    expect(web).not.toHaveProperty('left_behind');
  });

  it('says what a daemon that is not vigild does not tell', async () => {
    const unknown = () => fault(1, 'UNKNOWN_METHOD');
    const others = { ...methods, 'vigil.getTallies': unknown, 'vigil.getListenerPools': unknown };
    const typed = await type('status -l web', { methods: others });
    expect(typed.stdout).toBe(`${'web'.padEnd(33)}RUNNING   pid 7, uptime 0:00:06\n`);
    expect(typed.stderr).toMatch(/^This daemon does not count starts, failures and losses/);
    expect(typed.status).toBe(0);
  });
});
