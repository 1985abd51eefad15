import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressed } from './compressed.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

const LONG = 'a state of many programs '.repeat(1000);

function answer(body: string, accepted: string | undefined): Promise<HttpResponse> {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  const response = { kind: 'whole', status: 200, headers: { 'Content-Type': 'text/html' }, body } as const;
  return compressed({ headers } as unknown as HttpRequest, response);
}

test('long answers are compressed where that is accepted', async () => {
  const response = await answer(LONG, 'gzip, br');
  if (response.kind !== 'whole' || typeof response.body === 'string') throw new Error('not compressed');
  expect(response.headers).toEqual({
    'Content-Type': 'text/html',
    'Content-Encoding': 'gzip',
    Vary: 'Accept-Encoding',
  });
  expect(response.body.length).toBeLessThan(LONG.length / 10);
  expect(gunzipSync(response.body).toString()).toBe(LONG);
});

test.each([
  ['short', 'gzip'],
  [LONG, undefined],
  [LONG, 'br, gzip;q=0'],
])('others are sent as they are', async (body, accepted) => {
  expect(await answer(body, accepted)).toMatchObject({ body, headers: { Vary: 'Accept-Encoding' } });
});
