/**
 * How much of each output stream waits while no vigild runs, before the program does: the size of its pipe. What the
 * kernel allows is read from `/proc/sys/fs`. Source: pipe(7).
 */
import { readFileSync } from 'node:fs';
import type { Config, GroupConfig, ProcessConfig, StreamConfig } from '../../config/model.ts';

/** The kernel's settings for pipes. */
export interface PipeLimits {
  /** The largest size that anybody may ask for. */
  readonly largest: number;
  /** Pages that all pipes of a user may take before new ones are made small; null: no bound, as for root. */
  readonly userPages: number | null;
}

export interface StreamBound {
  /** `group:name`. */
  readonly process: string;
  readonly stream: 'stdout' | 'stderr';
  /** Bytes that always have room; null: nobody reads the stream, so nothing waits. */
  readonly waits: number | null;
  /** Bytes that have room once the program has filled the pipe under a running vigild. */
  readonly waitsAtMost: number | null;
}

const PAGE = 4096;
const DEFAULT_SIZE = 64 * 1024;
/** What vigild asks for when a pipe was full, in bytes. */
export const GROWN_SIZE = 1024 * 1024;
/** What a pipe gets when its user has used up the pages. */
const SMALLEST_SIZE = 2 * PAGE;
/** stdin, stdout and stderr. */
const PIPES_PER_PROCESS = 3;

/** In the order of the configuration. With `redirect_stderr` there is one stream. */
export function streamBounds({ groups, daemon }: Config, limits: PipeLimits): readonly StreamBound[] {
  const processes = groups.flatMap((group) => group.processes.map((process) => ({ group, process })));
  const pages = processes.length * PIPES_PER_PROCESS * (DEFAULT_SIZE / PAGE);
  const isCramped = limits.userPages !== null && pages > limits.userPages;
  const waits = isCramped ? SMALLEST_SIZE : DEFAULT_SIZE;
  const waitsAtMost = isCramped ? DEFAULT_SIZE : Math.max(DEFAULT_SIZE, Math.min(GROWN_SIZE, limits.largest));
  const isEchoed = ['debug', 'trace', 'blather'].includes(daemon.loglevel);
  return processes.flatMap(({ group, process }) =>
    streamsOf(process).map((stream): StreamBound => {
      const isRead = isEchoed || isListenersOutput(group, stream) || hasReader(process[stream]);
      const name = `${group.name}:${process.name}`;
      return {
        process: name,
        stream,
        waits: isRead ? waits : null,
        waitsAtMost: isRead ? waitsAtMost : null,
      };
    }),
  );
}

export function boundLine({ process, stream, waits }: StreamBound): string {
  return waits === null
    ? `${process} ${stream}: nobody reads it, so it never waits`
    : `${process} ${stream}: ${waits} bytes wait while no vigild runs, then ${process} waits`;
}

/** Of this machine, for the daemon's user. Where they cannot be read, the kernel's defaults. */
export function readPipeLimits(isRoot: boolean): PipeLimits {
  return {
    largest: readNumber('pipe-max-size') ?? GROWN_SIZE,
    userPages: isRoot ? null : (readNumber('pipe-user-pages-soft') ?? 16_384) || null,
  };
}

function readNumber(name: string): number | null {
  try {
    return Number(readFileSync(`/proc/sys/fs/${name}`, 'latin1'));
  } catch {
    return null; // A container may hide it.
  }
}

function streamsOf({ redirectStderr }: ProcessConfig): readonly ('stdout' | 'stderr')[] {
  return redirectStderr ? ['stdout'] : ['stdout', 'stderr'];
}

function isListenersOutput({ kind }: GroupConfig, stream: 'stdout' | 'stderr'): boolean {
  return kind === 'eventlistener' && stream === 'stdout';
}

function hasReader({ logfile, syslog, eventsEnabled, captureMaxBytes }: StreamConfig): boolean {
  return (
    (logfile.kind !== 'none' && !(logfile.kind === 'file' && logfile.path === '')) ||
    syslog ||
    eventsEnabled ||
    captureMaxBytes > 0
  );
}
