import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import type { HttpRequest } from './message.ts';
import { serveFile } from './static-files.ts';

const directory = makeTempDir();
const folder = join(directory.path, 'files');
mkdirSync(folder);
for (const suffix of ['', '.br', '.gz']) writeFileSync(join(folder, `a.js${suffix}`), `content${suffix}`);
writeFileSync(join(directory.path, 'secret.js'), 'secret');
afterAll(() => directory.remove());

async function ask(name: string, headers: HttpRequest['headers'] = {}) {
  const request = { headers } as HttpRequest;
  const response = await serveFile(request, { folder, name, isHashed: true, headers: { 'X-Own': 'yes' } });
  return response.kind === 'whole'
    ? { status: response.status, headers: response.headers, body: String(response.body) }
    : { status: response.kind === 'error' ? response.status : 0, headers: {}, body: '' };
}

it.each([
  [undefined, 'content', undefined],
  ['gzip, deflate, br', 'content.br', 'br'],
  ['gzip', 'content.gz', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'content.gz', 'gzip'],
  ['identity', 'content', undefined],
])('for %j the copy that fits is sent', async (accepted, body, encoding) => {
  const answer = await ask('a.js', { 'accept-encoding': accepted });
  expect(answer).toMatchObject({ status: 200, body });
  expect(answer.headers).toMatchObject({ 'Content-Type': 'text/javascript;charset=utf-8', 'X-Own': 'yes' });
  expect((answer.headers as Record<string, string>)['Content-Encoding']).toBe(encoding);
});

it('what the browser has already is not sent again', async () => {
  const first = await ask('a.js');
  const tag = (first.headers as Record<string, string>)['ETag'];
  expect(await ask('a.js', { 'if-none-match': tag })).toMatchObject({ status: 304, body: '' });
});

it.each(['../secret.js', '..', 'a.js/../../secret.js', 'nothing.js', 'a.txt', '.hidden.js', '', 'a%2ejs'])(
  '%j is not there',
  async (name) => {
    expect(await ask(name)).toMatchObject({ status: 404 });
  },
);
