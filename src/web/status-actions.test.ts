import { expect, it } from 'vitest';
import { RpcFault } from '../rpc/faults.ts';
import { carryOut } from './status-actions.ts';
import { isActionTarget } from './status-page.ts';

const NOW = new Date(2026, 10, 2, 7, 8, 9);

async function run(action: string, processName = '', fault: RpcFault | null = null) {
  const calls: string[] = [];
  const message = await carryOut({ action, processName, now: NOW }, async (method, params) => {
    calls.push([method.replace('supervisor.', ''), ...params].join(' '));
    if (fault !== null && !method.endsWith('getProcessInfo')) throw fault;
    return true;
  });
  return { message, calls };
}

it('an action starts all', async () => {
  expect(await run('startall')).toEqual({
    message: 'All started at Mon Nov  2 07:08:09 2026',
    calls: ['startAllProcesses'],
  });
});

it('a restart stops first, and starts also what did not run', async () => {
  expect(await run('restart', 'web', new RpcFault('NOT_RUNNING', 'web'))).toEqual({
    message: 'Process web restarted',
    calls: ['getProcessInfo web', 'stopProcess web', 'startProcess web'],
  });
});

it.each([
  ['start', 'NO_FILE', 'ERROR: Process web: no such file'],
  ['start', 'NOT_EXECUTABLE', 'ERROR: Process web: file not executable'],
  ['start', 'ABNORMAL_TERMINATION', 'ERROR: Process web: abnormal termination'],
  ['start', 'FAILED', 'ERROR: Process web: unexpected rpc fault [30] FAILED'],
  ['stop', 'NOT_RUNNING', 'unexpected rpc fault [70] NOT_RUNNING'],
  ['clearlog', 'FAILED', 'unexpected rpc fault [30] FAILED'],
] as const)('%s that ends with %s says %j', async (action, fault, message) => {
  expect((await run(action, 'web', new RpcFault(fault))).message).toBe(message);
});

it.each(['stopall', 'restartall'])('%s of a user who may only look says so', async (action) => {
  const fault = new RpcFault('NOT_PERMITTED');
  const message = 'ERROR: unexpected rpc fault [95] NOT_PERMITTED';
  expect(await run(action, '', fault)).toEqual({ message, calls: ['stopAllProcesses'] });
});

it('a restart of a user who may only look is not said to be done', async () => {
  const { message } = await run('restart', 'web', new RpcFault('NOT_PERMITTED'));
  expect(message).toBe('unexpected rpc fault [95] NOT_PERMITTED');
});

it.each([
  ['nonsense', 'web'],
  ['start', ''],
  ['constructor', 'web'],
])('%j for %j is no action', async (action, name) => {
  expect((await run(action, name)).message).toBeNull();
});

it.each([
  ['/index.html?action=stopall', true],
  ['/index.html?%61ction=stopall', true],
  ['/?x=1&action=stop', true],
  ['/index.html?action=', false],
  ['/index.html?message=action', false],
  ['/', false],
])('%j asks for something to be done: %j', (target, expected) => {
  expect(isActionTarget(target)).toBe(expected);
});
