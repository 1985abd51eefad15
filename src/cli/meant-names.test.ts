import { describe, expect, it, test } from 'vitest';
import { type } from '../../test/support/cli-session.ts';
import { fault, result } from '../../test/support/fake-client.ts';
import { FAULTS } from '../rpc/faults.ts';
import { meantName } from './meant-names.ts';
import type { ProcessInfo } from './rpc-results.ts';

const PROCESSES = [
  { group: 'web', name: 'web' },
  { group: 'worker', name: 'worker_0' },
  { group: 'worker', name: 'worker_1' },
];

test.each([
  ['wbe', 'web'],
  ['Web', 'web'],
  ['worker_0', 'worker:worker_0'],
  ['worker', 'worker:*'],
  ['wroker:*', 'worker:*'],
  ['worker:worker_O', 'worker:worker_0'],
  ['database', null],
])('%s: %s', (typed, meant) => {
  expect(meantName(typed, PROCESSES)).toBe(meant);
});

describe('after an action with an unknown name', () => {
  const unknown = () => fault(FAULTS.BAD_NAME, 'BAD_NAME');
  const methods = {
    'supervisor.startProcess': unknown,
    'supervisor.stopProcess': unknown,
    'supervisor.clearProcessLogs': unknown,
    'supervisor.readProcessStdoutLog': unknown,
    'supervisor.signalProcess': unknown,
    'supervisor.stopProcessGroup': unknown,
    'supervisor.getAllProcessInfo': () => result(PROCESSES as unknown as readonly ProcessInfo[]),
    'supervisor.getProcessInfo': unknown,
    'vigil.explainProcess': unknown,
    'vigil.getProcessTree': unknown,
  };

  it.each([
    'start wbe',
    'stop wbe',
    'stop wbe:*',
    'restart wbe',
    'signal HUP wbe',
    'clear wbe',
    'tail wbe',
    'status wbe',
    'explain wbe',
    'ps wbe',
    'fg wbe',
  ])('%s: a terminal gets the name that was meant, once', async (line) => {
    const { stderr, stdout } = await type(line, { methods, isTerminal: true });
    expect(stdout).toMatch(
      /^(wbe: ERROR \(no such (process|group|process name)\)|ERROR: bad process name supplied)$/m,
    );
    expect(stderr).toMatch(/^Did you mean "web(:\*)?"\?\n$/);
  });

  it('a script gets nothing, and makes no call for it', async () => {
    const { stderr, calls } = await type('start wbe', { methods });
    expect(stderr).toBe('');
    expect(calls).toEqual(['getVersion()', 'startProcess(wbe)']);
  });

  it('nothing is said where no name is alike', async () => {
    const { stderr } = await type('start database', { methods, isTerminal: true });
    expect(stderr).toBe('');
  });
});
