/** The named pipes of programs in the run directory: what they are called, whose they are, and which of them go. */
import { readdirSync, rmSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import type { FifoOptions } from '../../os/fifo.ts';
import type { Clock } from '../../supervisor/ports.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';

const ENDS = ['stdin', 'stdout', 'stderr'] as const;
type PipeEnd = (typeof ENDS)[number];

const PIPE = new RegExp(`\\.(?:${ENDS.join('|')})$`);

/** `prefix`: of {@link pipesOf}. */
export function pipePath(prefix: string, end: PipeEnd): string {
  return `${prefix}.${end}`;
}

/** Paths of all pipes in the run directory. */
export function pipesIn(runDirectory: string): readonly string[] {
  const names = readdirSync(runDirectory).filter((name) => PIPE.test(name));
  return names.map((name) => join(runDirectory, name));
}

/** Those of them that programs write to. */
export function outputPipesIn(runDirectory: string): readonly string[] {
  return pipesIn(runDirectory).filter((path) => !path.endsWith('.stdin'));
}

/**
 * Removes the pipes of processes that are not configured any more. The others stay from one daemon to the next: a
 * leftover that still holds one is heard again.
 */
export function clearStalePipes(runDirectory: string, groups: readonly GroupConfig[]): void {
  const paths = pipesIn(runDirectory);
  if (paths.length === 0) return;
  const configured = new Set(
    groups.flatMap((group) => group.processes.map((process) => pipeName(group.name, process.name))),
  );
  for (const path of paths) if (!configured.has(basename(path).replace(PIPE, ''))) unlinkSync(path);
}

export interface ForgottenPipesParts {
  readonly runDirectory: string;
  readonly supervisor: Pick<Supervisor, 'group' | 'onWorldChange'>;
  readonly clock: Pick<Clock, 'defer'>;
  /** Whether the configuration that was read last has a group of this name. */
  isConfigured(name: string): boolean;
}

/**
 * From now on the pipes of a group that is taken out of use go with it, unless it is still configured: over the years of a
 * daemon many names come and go.
 */
export function removeForgottenPipes(parts: ForgottenPipesParts): void {
  const { runDirectory, supervisor, clock, isConfigured } = parts;
  supervisor.onWorldChange((change) => {
    if (change.kind !== 'group-removed') return;
    const { name, config } = change.group;
    // In a turn of its own: it may be about to come back, or to leave the configuration.
    clock.defer(() => {
      if (supervisor.group(name) !== undefined || isConfigured(name)) return;
      const prefixes = config.processes.map((process) => pipesOf(runDirectory, config, process));
      for (const prefix of prefixes) for (const end of ENDS) rmSync(pipePath(prefix, end), { force: true });
    });
  });
}

/**
 * What the paths of a process's pipes begin with. Joined as an array it is text in one piece; V8 would keep pieces that are
 * put together apart, which takes more memory than the text.
 */
export function pipesOf(runDirectory: string, group: GroupConfig, { name }: ProcessConfig): string {
  return [runDirectory, pipeName(group.name, name)].join('/');
}

/** Of the pipes of a process. Readable, and different for different processes, whatever their names hold. */
function pipeName(group: string, process: string): string {
  const whole = `${group}:${process}`;
  const readable = whole.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 60);
  return [readable, crc32(whole).toString(16).padStart(8, '0')].join('-');
}

/** A program of another user must be able to open `/dev/stdout` by name. */
export function ownerOfPipes({ user }: ProcessConfig): FifoOptions['owner'] {
  if (user === null || user.uid === null || user.gid === null) return null;
  return process.geteuid?.() === 0 ? { uid: user.uid, gid: user.gid } : null;
}
