import { describe, expect, test } from 'vitest';
import { RLIMIT_NOFILE, RLIMIT_NPROC } from './native/processes.ts';
import { openLibc } from './native.ts';
import { openFilesLimits, ResourceLimitError, raiseResourceLimits } from './resource-limits.ts';

const UNLIMITED = 0xffff_ffff_ffff_ffffn;

type Limits = readonly [soft: bigint, hard: bigint];

/** A C library whose limits are the given ones; only a privileged one may raise a hard limit. */
function fakeLibc(files: Limits, processes: Limits = [UNLIMITED, UNLIMITED], isPrivileged = false) {
  const limits = new Map<number, Limits>([
    [RLIMIT_NOFILE, files],
    [RLIMIT_NPROC, processes],
  ]);
  return {
    limits,
    libc: {
      ...openLibc(),
      getrlimit: (resource: number, target: BigUint64Array) => {
        target.set(limits.get(resource) ?? []);
        return 0;
      },
      setrlimit: (resource: number, source: BigUint64Array) => {
        const [soft = 0n, hard = 0n] = source;
        if (hard > (limits.get(resource)?.[1] ?? 0n) && !isPrivileged) return -1;
        limits.set(resource, [soft, hard]);
        return 0;
      },
    },
  };
}

describe('open files', () => {
  test('below minfds at the start: children get minfds, the daemon keeps what Node raised', () => {
    const { libc, limits } = fakeLibc([4096n, 4096n]);
    expect(raiseResourceLimits(libc, { minfds: 2048, minprocs: 200, originalOpenFiles: 1024 })).toEqual({
      messages: ['Increased RLIMIT_NOFILE limit to 2048'],
      childOpenFiles: 2048,
    });
    expect(limits.get(RLIMIT_NOFILE)).toEqual([4096n, 4096n]);
  });

  test('enough at the start: nothing is raised or said, children get what there was', () => {
    const { libc } = fakeLibc([4096n, 4096n]);
    expect(raiseResourceLimits(libc, { minfds: 1024, minprocs: 200, originalOpenFiles: 1500 })).toEqual({
      messages: [],
      childOpenFiles: 1500,
    });
  });

  test('without knowledge of the start the present limit counts', () => {
    const { libc } = fakeLibc([UNLIMITED, UNLIMITED]);
    const request = { minfds: 1024, minprocs: 200, originalOpenFiles: null };
    expect(raiseResourceLimits(libc, request).childOpenFiles).toBe(Number.POSITIVE_INFINITY);
  });

  test('a privileged daemon raises the hard limit too', () => {
    const { libc, limits } = fakeLibc([512n, 512n], undefined, true);
    raiseResourceLimits(libc, { minfds: 1024, minprocs: 200, originalOpenFiles: 256 });
    expect(limits.get(RLIMIT_NOFILE)).toEqual([1024n, 1024n]);
  });

  test('beyond the hard limit is an error in Supervisor’s words', () => {
    const { libc } = fakeLibc([512n, 512n]);
    const raise = () => raiseResourceLimits(libc, { minfds: 1024, minprocs: 200, originalOpenFiles: 512 });
    expect(raise).toThrow(ResourceLimitError);
    expect(raise).toThrow(
      'The minimum number of file descriptors required to run this process is 1024 as per the "minfds" ' +
        'command-line argument or config file setting. The current environment will only allow you to open 1024 ' +
        'file descriptors.  Either raise the number of usable file descriptors in your environment (see README.rst) ' +
        'or lower the minfds setting in the config file to allow the process to start.',
    );
  });
});

describe('processes', () => {
  test('are raised to minprocs', () => {
    const { libc, limits } = fakeLibc([4096n, 4096n], [100n, 500n]);
    expect(
      raiseResourceLimits(libc, { minfds: 1024, minprocs: 200, originalOpenFiles: null }).messages,
    ).toEqual(['Increased RLIMIT_NPROC limit to 200']);
    expect(limits.get(RLIMIT_NPROC)).toEqual([200n, 500n]);
  });

  test('beyond the hard limit are an error', () => {
    const { libc } = fakeLibc([4096n, 4096n], [100n, 150n]);
    expect(() => raiseResourceLimits(libc, { minfds: 1024, minprocs: 200, originalOpenFiles: null })).toThrow(
      'The minimum number of available processes required to run this program is 200 as per the "minprocs" ' +
        'command-line argument or config file setting. The current environment will only allow you to open 200 ' +
        'processes.  Either raise the number of usable processes in your environment (see README.rst) or lower the ' +
        'minprocs setting in the config file to allow the program to start.',
    );
  });
});

test('a spawn lowers the limit only when the daemon’s own is higher', () => {
  const { libc } = fakeLibc([4096n, 8192n]);
  expect(openFilesLimits(libc, 1024)).toEqual({
    daemon: BigUint64Array.of(4096n, 8192n),
    child: BigUint64Array.of(1024n, 8192n),
  });
  expect(openFilesLimits(libc, 4096)).toBeNull();
  expect(openFilesLimits(libc, Number.POSITIVE_INFINITY)).toBeNull();
});

test('the real limits can be read and set to what they are', () => {
  const libc = openLibc();
  const limits = new BigUint64Array(2);
  expect(libc.getrlimit(RLIMIT_NOFILE, limits)).toBe(0);
  expect(limits[0]).toBeGreaterThan(0n);
  expect(libc.setrlimit(RLIMIT_NOFILE, limits)).toBe(0);
});
