/** The log that the path of a request names behind its first word: `/logtail/<name>[/stdout|/stderr]`. */
import { splitNamespec } from '../core/namespec.ts';
import { decodedPathOf } from './request-target.ts';
import type { RpcWorld } from './world.ts';

export interface LogTarget {
  /** Of the process and its stream, for people. */
  readonly name: string;
  /** Of the file, which need not be there. */
  readonly path: string;
}

/** Null where there is no such process or channel, or where it has no log. */
export function logOfTarget({ supervisor }: RpcWorld, target: string): LogTarget | null {
  const [, name = '', channel = 'stdout', ...rest] =
    decodedPathOf(target)?.replace(/^\/+/, '').split('/') ?? [];
  const { group, process } = splitNamespec(name);
  const runtime = process === null ? undefined : supervisor.group(group)?.process(process)?.runtime;
  if (runtime === undefined || rest.length > 0 || (channel !== 'stdout' && channel !== 'stderr')) return null;
  const path = channel === 'stdout' ? runtime.stdoutLogfile : runtime.stderrLogfile;
  return path === null ? null : { name: `${group}-${process}-${channel}`, path };
}
