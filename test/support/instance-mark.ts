/**
 * A variable in the environment that everything a daemon starts inherits, so that nothing that it leaves behind can
 * hide from a test.
 */
import { randomBytes } from 'node:crypto';
import { isAlive, type ProcessStatus, processesWithVariable } from './proc-files.ts';
import { waitUntil } from './wait-until.ts';

export const MARK = 'TEST_INSTANCE';

export function newMark(): string {
  return randomBytes(8).toString('hex');
}

export function processesWithMark(mark: string): ProcessStatus[] {
  return processesWithVariable(MARK, mark);
}

export function killAllWithMark(mark: string): Promise<void> {
  return killAllWithVariable(MARK, mark);
}

export async function killAllWithVariable(name: string, value: string): Promise<void> {
  await waitUntil('the end of everything that was started', () => {
    const family = processesWithVariable(name, value).filter((status) => isAlive(status.pid));
    for (const status of family) killIfThere(status.pid);
    return family.length === 0;
  });
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}
