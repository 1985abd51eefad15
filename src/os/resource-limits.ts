/**
 * Limits of open files and of processes: `minfds`, `minprocs`, and the limit that children start with.
 *
 * Node raises its soft limit of open files to the hard one when it starts. What the daemon was started with is known
 * only to its launcher, so it comes in from outside: `minfds` is compared with it, and children get it back.
 * Source: Supervisor options.py, set_rlimits_or_exit().
 */
import { SystemCallError } from './errno.ts';
import { RLIMIT_NOFILE, RLIMIT_NPROC } from './native/processes.ts';
import type { Libc } from './native.ts';

/** A limit that cannot be raised as far as the configuration demands: an error for the command line's user. */
export class ResourceLimitError extends Error {
  readonly code = 'RESOURCE_LIMIT';
  readonly limit: LimitName;

  constructor(limit: LimitName, message: string) {
    super(message);
    this.name = 'ResourceLimitError';
    this.limit = limit;
  }
}

export interface LimitsRequest {
  readonly minfds: number;
  readonly minprocs: number;
  /** The soft limit of open files before Node raised it, null when unknown: then the present one is taken for it. */
  readonly originalOpenFiles: number | null;
}

export interface LimitsOutcome {
  /** Lines for the activity log, level INFO. */
  readonly messages: readonly string[];
  /** The soft limit of open files for children; Infinity when unlimited. */
  readonly childOpenFiles: number;
}

/** Raises what is too low. Throws {@link ResourceLimitError}. */
export function raiseResourceLimits(libc: Libc, request: LimitsRequest): LimitsOutcome {
  const messages: string[] = [];
  const files = getLimits(libc, RLIMIT_NOFILE);
  const original = request.originalOpenFiles ?? files.soft;
  if (original < request.minfds) {
    raise(libc, { name: 'RLIMIT_NOFILE', resource: RLIMIT_NOFILE, limits: files, minimum: request.minfds });
    messages.push(`Increased RLIMIT_NOFILE limit to ${request.minfds}`);
  }
  const processes = getLimits(libc, RLIMIT_NPROC);
  if (processes.soft < request.minprocs) {
    raise(libc, {
      name: 'RLIMIT_NPROC',
      resource: RLIMIT_NPROC,
      limits: processes,
      minimum: request.minprocs,
    });
    messages.push(`Increased RLIMIT_NPROC limit to ${request.minprocs}`);
  }
  return { messages, childOpenFiles: Math.max(original, request.minfds) };
}

/** The limits to set around a spawn, null when children start with the daemon's own. */
export function openFilesLimits(
  libc: Libc,
  childOpenFiles: number,
): { readonly daemon: BigUint64Array; readonly child: BigUint64Array } | null {
  const present = getLimits(libc, RLIMIT_NOFILE);
  if (childOpenFiles >= present.soft) return null;
  return {
    daemon: encode(present),
    child: encode({ soft: childOpenFiles, hard: present.hard }),
  };
}

/** How many files the daemon may have open now; Infinity when unlimited. */
export function openFilesLimit(libc: Libc): number {
  return getLimits(libc, RLIMIT_NOFILE).soft;
}

type LimitName = 'RLIMIT_NOFILE' | 'RLIMIT_NPROC';

interface Limits {
  readonly soft: number;
  readonly hard: number;
}

/** RLIM_INFINITY; a limit without bound is Infinity outside of the system call. */
const UNLIMITED = 0xffff_ffff_ffff_ffffn;

function raise(
  libc: Libc,
  { name, resource, limits, minimum }: { name: LimitName; resource: number; limits: Limits; minimum: number },
): void {
  const hard = Math.max(limits.hard, minimum);
  // The daemon's own soft limit of open files may be higher already: Node raised it.
  const soft = Math.max(limits.soft, minimum);
  if (libc.setrlimit(resource, encode({ soft, hard })) !== 0) {
    throw new ResourceLimitError(name, refusal(name, minimum, hard));
  }
}

function refusal(name: LimitName, minimum: number, hard: number): string {
  if (name === 'RLIMIT_NOFILE') {
    return (
      `The minimum number of file descriptors required to run this process is ${minimum} as per the "minfds" ` +
      `command-line argument or config file setting. The current environment will only allow you to open ${hard} ` +
      'file descriptors.  Either raise the number of usable file descriptors in your environment (see README.rst) ' +
      'or lower the minfds setting in the config file to allow the process to start.'
    );
  }
  return (
    `The minimum number of available processes required to run this program is ${minimum} as per the "minprocs" ` +
    `command-line argument or config file setting. The current environment will only allow you to open ${hard} ` +
    'processes.  Either raise the number of usable processes in your environment (see README.rst) or lower the ' +
    'minprocs setting in the config file to allow the program to start.'
  );
}

function getLimits(libc: Libc, resource: number): Limits {
  const limits = new BigUint64Array(2);
  if (libc.getrlimit(resource, limits) !== 0) throw new SystemCallError('getrlimit', libc.errno());
  return { soft: decode(limits[0] as bigint), hard: decode(limits[1] as bigint) };
}

const decode = (limit: bigint): number => (limit === UNLIMITED ? Number.POSITIVE_INFINITY : Number(limit));

function encode({ soft, hard }: Limits): BigUint64Array {
  return BigUint64Array.of(
    ...[soft, hard].map((limit) => (Number.isFinite(limit) ? BigInt(limit) : UNLIMITED)),
  );
}
