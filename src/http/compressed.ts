/** Answers that are made anew each time, in the one encoding that is cheap to make. */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { HttpRequest, HttpResponse } from './message.ts';
import { acceptedEncodings } from './static-files.ts';

type WholeResponse = Extract<HttpResponse, { kind: 'whole' }>;

/** Fits into the first packets anyway. In bytes. */
const SMALLEST = 4096;

/** Compressed beside the event loop, where the client takes it and the answer is long. */
export async function compressed(request: HttpRequest, response: WholeResponse): Promise<HttpResponse> {
  const headers = { ...response.headers, Vary: 'Accept-Encoding' };
  const isAccepted = acceptedEncodings(request.headers['accept-encoding']).has('gzip');
  if (!isAccepted || response.body.length < SMALLEST) return { ...response, headers };
  const body = await promisify(gzip)(response.body, { level: constants.Z_BEST_SPEED });
  return { ...response, headers: { ...headers, 'Content-Encoding': 'gzip' }, body };
}
