/**
 * Files of one folder, as they were built: each with a compressed copy or two beside it. Nothing is held in memory; a
 * file is read when it is asked for. Names that contain a hash of the content may be kept for ever.
 */
import { promises } from 'node:fs';
import { join } from 'node:path';
import { errorResponse, type HttpHeaders, type HttpRequest, type HttpResponse } from './message.ts';

export interface StaticFile {
  readonly folder: string;
  /** Of the file in the folder. Names that could lead elsewhere are answered with 404. */
  readonly name: string;
  /** Whether another content would have another name. */
  readonly isHashed: boolean;
  /** Sent with every answer. */
  readonly headers: HttpHeaders;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  js: 'text/javascript;charset=utf-8',
  css: 'text/css;charset=utf-8',
  svg: 'image/svg+xml',
};

/** The best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

export async function serveFile(request: HttpRequest, file: StaticFile): Promise<HttpResponse> {
  const type = TYPES[file.name.split('.').at(-1) ?? ''];
  if (type === undefined || !PLAIN_NAME.test(file.name)) return errorResponse(404);
  const accepted = acceptedEncodings(request.headers['accept-encoding']);
  const encoding = ENCODINGS.find(({ name }) => accepted.has(name));
  const path = join(file.folder, `${file.name}${encoding?.suffix ?? ''}`);
  const found = await facts(path);
  if (found === null) return errorResponse(404);
  const headers = {
    ...file.headers,
    'Cache-Control': file.isHashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
    ETag: `"${found.size.toString(36)}-${found.modifiedAt.toString(36)}"`,
  };
  if (request.headers['if-none-match'] === headers.ETag) {
    return { kind: 'whole', status: 304, headers, body: '' };
  }
  return {
    kind: 'whole',
    status: 200,
    headers: {
      ...headers,
      'Content-Type': type,
      ...(encoding === undefined ? {} : { 'Content-Encoding': encoding.name }),
    },
    body: await promises.readFile(path),
  };
}

/** Without those that the client refuses by `q=0`. */
export function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const parts = (typeof header === 'string' ? header : '').toLowerCase().split(',');
  return new Set(
    parts
      .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
      .map((part) => part.split(';', 1)[0]?.trim() ?? ''),
  );
}

async function facts(path: string): Promise<{ readonly size: number; readonly modifiedAt: number } | null> {
  try {
    const { size, mtimeMs } = await promises.stat(path);
    return { size, modifiedAt: Math.floor(mtimeMs) };
  } catch {
    // Not there, or not for us: either way there is nothing to send.
    return null;
  }
}
