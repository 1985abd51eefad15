/** Commands as pid 1 of a pid namespace of their own, as a container runs them. */
import { execFileSync } from 'node:child_process';
import { describe } from 'vitest';
import { isRoot, leaveOut } from './peers.ts';

/** Runs what follows as pid 1; it dies with its parent. */
export const AS_PID_1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;

/** `describe`, but only where a pid namespace can be made. */
export function describeAsPid1(title: string, define: () => void): void {
  if (!isRoot()) leaveOut(title, 'it needs root');
  else if (!canUnshare()) leaveOut(title, 'this machine makes no pid namespaces (unshare)');
  else describe(title, define);
}

function canUnshare(): boolean {
  try {
    const [command, ...words] = AS_PID_1;
    execFileSync(command, [...words, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // Not permitted here, or no unshare.
  }
}
