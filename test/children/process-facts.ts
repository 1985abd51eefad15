/** Does what its first argument names to this whole process, and prints what came of it. */
import { readFileSync } from 'node:fs';
import { fileDescriptor } from '../../src/core/units.ts';
import { keepInheritedFromChildren, surviveExec } from '../../src/os/descriptors.ts';
import { ignoreDebugSignal } from '../../src/os/ignore-debug-signal.ts';
import { openLibc } from '../../src/os/native.ts';
import { openSyslog } from '../../src/os/syslog.ts';
import { isCloseOnExec } from '../support/close-on-exec.ts';

const LOG_PERROR = 0x20;
const libc = openLibc();

const deeds = {
  debugSignal() {
    ignoreDebugSignal(libc);
    process.kill(process.pid, 'SIGUSR1');
    return /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  },

  inheritedDescriptors() {
    const ends = new Int32Array(2);
    libc.pipe2(ends, 0);
    const [first, second] = [...ends].map(fileDescriptor);
    if (first === undefined || second === undefined) throw new Error('no pipe');
    const before = isCloseOnExec(libc, first);
    keepInheritedFromChildren(libc);
    surviveExec(libc, second);
    return [before, isCloseOnExec(libc, first), isCloseOnExec(libc, second)];
  },

  // The C library writes each line to stderr too when told so, which shows what it would send.
  syslog() {
    const log = openSyslog({ ...libc, openlog: (ident) => libc.openlog(ident, LOG_PERROR, 8) }, 'vigil-test');
    for (let count = 0; count < 1000; count += 1) Buffer.alloc(10_000);
    log('100%s sure %n');
    return 'logged';
  },
} as const satisfies Record<string, () => unknown>;

const deed = process.argv[2] as keyof typeof deeds;
process.stdout.write(JSON.stringify(deeds[deed]()));
