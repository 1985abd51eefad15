import { fileDescriptor, type Pid } from '../../src/core/units.ts';
import { ChildSpawner } from '../../src/os/child-process.ts';
import type { Libc } from '../../src/os/native.ts';

/** Runs a script as vigild runs its programs; for processes of their own, which reap what they start. */
export function spawnShell(libc: Libc, script: string): Pid {
  const result = new ChildSpawner({ libc, childOpenFiles: null }).spawnChild({
    path: '/bin/sh',
    argv: ['sh', '-c', script],
    environment: ['PATH=/usr/bin:/bin'],
    directory: null,
    umask: null,
    stdin: fileDescriptor(0),
    stdout: fileDescriptor(2),
    stderr: fileDescriptor(2),
    sockets: [],
    processGroup: 'own',
    user: null,
  });
  if (result.kind === 'failed') throw new Error(result.message);
  return result.pid;
}
