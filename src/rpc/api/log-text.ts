/** A part of a log file as the text that a method answers. */
import { existsSync } from 'node:fs';
import { decodeLogText, readLog, tailLog } from '../../logs/tail.ts';
import { RpcFault } from '../faults.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

/** `path` is null when there is no log. Throws NO_FILE, BAD_ARGUMENTS or FAILED. */
export async function logText(path: string | null, offset: number, length: number): Promise<string> {
  if (path === null) throw new RpcFault('NO_FILE');
  const result = await readLog(path, offset, length);
  if (result.kind === 'read') return decodeLogText(result.bytes, result.startsInside);
  if (result.kind === 'bad-arguments') throw new RpcFault('BAD_ARGUMENTS');
  throw result.errno === 'ENOENT' ? new RpcFault('NO_FILE', path) : new RpcFault('FAILED');
}

/** `[text, offset to ask with next time, whether something was left out]`; nothing where there is no log. */
export async function logTail(
  path: string | null,
  offset: number,
  length: number,
): Promise<readonly XmlRpcValue[]> {
  if (path === null || !existsSync(path)) return ['', 0, false];
  const tail = await tailLog(path, offset, length);
  return [decodeLogText(tail.bytes, tail.startsInside), tail.offset, tail.overflow];
}
