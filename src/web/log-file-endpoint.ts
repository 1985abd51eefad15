/** Log files as they are: `/logfile/<group:name>[/stdout|/stderr]` and `/mainlogfile`, whole or in ranges. */
import type { FileHandle } from 'node:fs/promises';
import { errnoOf } from '../core/thrown.ts';
import { openLogForReading } from '../logs/open-for-reading.ts';
import { logOfTarget } from '../rpc/log-target.ts';
import { queryOf } from '../rpc/request-target.ts';
import type { RpcWorld } from '../rpc/world.ts';
import { readRange } from './byte-range.ts';
import type { WebRequest, WebResponse } from './message.ts';

const CHUNK_SIZE = 64 * 1024;

/** 404 where there is no such process, channel or file. */
export function processLogFile(world: RpcWorld, request: WebRequest): Promise<WebResponse> {
  const log = logOfTarget(world, request.target);
  return log === null ? Promise.resolve(NOT_FOUND) : logFile(request, log.path, `${log.name}.log`);
}

/** The daemon's own log. */
export function mainLogFile({ daemon }: RpcWorld, request: WebRequest): Promise<WebResponse> {
  const { logfile } = daemon;
  return logfile === null ? Promise.resolve(NOT_FOUND) : logFile(request, logfile, 'supervisord.log');
}

const NOT_FOUND: WebResponse = { kind: 'error', status: 404 };

async function logFile(request: WebRequest, path: string, fileName: string): Promise<WebResponse> {
  const file = await openIfThere(path);
  if (file === null) return NOT_FOUND;
  let isHandedOver = false;
  try {
    const { size, mtimeMs } = await file.stat();
    const { range: rangeHeader } = request.headers;
    const range = readRange(typeof rangeHeader === 'string' ? rangeHeader : undefined, size);
    const headers = headersFor(request, { modifiedAt: mtimeMs, fileName });
    if (range.kind === 'unsatisfiable') {
      return { kind: 'error', status: 416, headers: { 'Content-Range': `bytes */${size}` } };
    }
    const { start, end } = range.kind === 'part' ? range : { start: 0, end: size };
    const part = range.kind === 'part' ? { 'Content-Range': `bytes ${start}-${end - 1}/${size}` } : {};
    isHandedOver = request.method !== 'HEAD';
    return {
      kind: 'stream',
      status: range.kind === 'part' ? 206 : 200,
      headers: { ...headers, ...part, 'Content-Length': String(end - start) },
      pieces: isHandedOver ? piecesOf(file, { start, end, signal: request.signal }) : nothing(),
    };
  } finally {
    if (!isHandedOver) await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await openLogForReading(path);
  } catch (error) {
    errnoOf(error);
    return null;
  }
}

function headersFor(
  { target }: WebRequest,
  { modifiedAt, fileName }: { readonly modifiedAt: number; readonly fileName: string },
): Record<string, string> {
  const safeName = fileName.replace(/[^A-Za-z0-9._-]/g, '_');
  return {
    'Content-Type': 'text/plain;charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Accept-Ranges': 'bytes',
    'Last-Modified': new Date(modifiedAt).toUTCString(),
    ...(queryOf(target).get('download') === '1'
      ? { 'Content-Disposition': `attachment; filename="${safeName}"` }
      : {}),
  };
}

/** Throws when the file became shorter meanwhile: the announced length cannot be kept, so the connection is cut. */
function piecesOf(
  file: FileHandle,
  { start, end, signal }: { readonly start: number; readonly end: number; readonly signal: AbortSignal },
): AsyncIterable<Uint8Array> {
  // Whoever leaves before the first piece leaves a generator that never began, and hence never ends.
  const close = () => void file.close();
  if (signal.aborted) close();
  else signal.addEventListener('abort', close, { once: true });
  return {
    [Symbol.asyncIterator]() {
      signal.removeEventListener('abort', close);
      return readPieces(file, start, end);
    },
  };
}

async function* readPieces(file: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  try {
    let position = start;
    while (position < end) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_SIZE, end - position));
      const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, position);
      if (bytesRead === 0) throw new Error('the log file became shorter while it was sent');
      position += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
