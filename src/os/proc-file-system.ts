/**
 * Whether `/proc` shows the processes here. Without it, or with that of another PID namespace, in which every pid means
 * something else, nobody can tell a program that lives on from one that ended. Sources: proc(5), pid_namespaces(7).
 */
import { readlinkSync } from 'node:fs';

export type ProcFileSystem = 'own' | 'absent' | 'foreign';

export function procFileSystem(): ProcFileSystem {
  try {
    return readlinkSync('/proc/self') === String(process.pid) ? 'own' : 'foreign';
  } catch {
    return 'absent'; // Or of a namespace to which this process is not known.
  }
}
