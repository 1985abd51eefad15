/**
 * The C library as vigil sees it: every declaration, by subject in `native/`, and nothing else. The library is the one
 * this process already runs on (`dlopen(NULL)`), so glibc and musl are served alike; only functions that both have, with
 * the same meaning on x86-64 and arm64, appear. Structures are opaque buffers of at least the size that either library
 * needs.
 *
 * Calls are synchronous only: an asynchronous one runs on another thread, where errno, buffers and credentials are
 * not what the caller sees.
 */
import { createRequire } from 'node:module';
import { declareFiles, type FileCalls } from './native/files.ts';
import type { Koffi, Library } from './native/library.ts';
import { declareProcesses, type ProcessCalls } from './native/processes.ts';
import { declareSockets, type SocketCalls } from './native/sockets.ts';
import { declareUsers, type UserCalls } from './native/users.ts';

export const LOG_USER = 8;
export const LOG_INFO = 6;

/** Functions under their C names. Unless said otherwise a result of -1 is a failure that {@link Libc.errno} explains. */
export interface Libc extends ProcessCalls, FileCalls, SocketCalls, UserCalls {
  /** The errno of the last call made through this object. */
  errno(): number;

  /** Gives free memory of the heap back to the kernel, but for `keep` bytes. Only glibc has it. */
  readonly malloc_trim: ((keep: number) => number) | null;

  /** The library keeps the pointer to `ident`: the text is copied into memory that is never freed. */
  openlog(ident: string, options: number, facility: number): void;
  syslog(priority: number, format: '%s', type: 'str', text: string): void;
}

/** Loads koffi and binds the functions. A process does this once and hands the result to who needs it. */
export function openLibc(): Libc {
  const koffi = loadKoffi();
  const library = koffi.load(null);
  const declare = (prototype: string) => library.func(prototype);
  const openlog = declare('void openlog(const void *ident, int options, int facility)');
  return {
    errno: () => koffi.errno(),
    ...declareProcesses(declare),
    ...declareFiles(koffi, declare),
    ...declareSockets(koffi, declare),
    ...declareUsers(koffi, library),
    malloc_trim: hasSymbol(library, 'malloc_trim') ? declare('int malloc_trim(size_t keep)') : null,
    openlog: (ident, options, facility) => {
      const size = Buffer.byteLength(ident) + 1;
      const memory: unknown = koffi.alloc('char', size);
      koffi.encode(memory, koffi.array('char', size), ident);
      openlog(memory, options, facility);
    },
    syslog: declare('void syslog(int priority, const char *format, ...)'),
  };
}

function hasSymbol(library: Library, name: string): boolean {
  try {
    library.symbol(name);
    return true;
  } catch {
    return false;
  }
}

/** Loaded on demand, since it costs 12 ms: a command that only prints its version does without. */
function loadKoffi(): Koffi {
  const require = createRequire(import.meta.url);
  return withoutStderr(() => require('koffi') as Koffi);
}

/**
 * koffi looks at everything that `node:util` exports. From Node 22 on this asks for `process.stderr`, for which Node opens
 * a terminal once more and keeps it: a daemon could not let go of it.
 */
function withoutStderr<T>(load: () => T): T {
  const own = Object.getOwnPropertyDescriptor(process, 'stderr');
  if (own?.configurable !== true) return load();
  Object.defineProperty(process, 'stderr', { configurable: true, value: undefined });
  try {
    return load();
  } finally {
    Object.defineProperty(process, 'stderr', own);
  }
}
