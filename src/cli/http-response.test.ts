import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpSyntaxError, type ResponseHead, ResponseReader } from './http-response.ts';

function read(...pieces: readonly (string | Buffer)[]) {
  const heads: ResponseHead[] = [];
  let body = '';
  const reader = new ResponseReader({
    head: (head) => heads.push(head),
    body: (bytes) => {
      body += Buffer.from(bytes).toString('latin1');
    },
  });
  for (const piece of pieces) reader.push(Buffer.from(piece as string, 'latin1'));
  return { heads, body, isDone: reader.isDone, endsWithConnection: reader.endsWithConnection };
}

const COUNTED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '3\r\nhel\r\nA;name=value\r\nlo\r\n\r\nworl\r\n1\r\nd\r\n0\r\nTrailer: x\r\n\r\n';

describe('ResponseReader', () => {
  it('reads a body of known length', () => {
    expect(read(COUNTED)).toMatchObject({
      heads: [{ status: 200, reason: 'OK', keepsAlive: true }],
      body: 'hello',
      isDone: true,
    });
  });

  it('reads chunks, their extensions and trailers', () => {
    expect(read(CHUNKED)).toMatchObject({ body: 'hello\r\n\r\nworld', isDone: true });
  });

  it('reads until the connection ends where nothing says how long the body is', () => {
    expect(read('HTTP/1.0 200 OK\r\n\r\n', 'so ', 'far')).toMatchObject({
      body: 'so far',
      isDone: false,
      endsWithConnection: true,
    });
  });

  it('passes over interim responses', () => {
    expect(read(`HTTP/1.1 100 Continue\r\n\r\n${COUNTED}`)).toMatchObject({
      heads: [{ status: 200 }],
      body: 'hello',
      isDone: true,
    });
  });

  it.each([
    ['HTTP/1.1 204 No Content\r\n\r\n', 204],
    ['HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', 401],
  ])('%j has no body', (text, status) => {
    expect(read(text)).toMatchObject({ heads: [{ status }], body: '', isDone: true });
  });

  it.each([
    ['HTTP/1.1 200 OK\r\n', true],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\n', false],
    ['HTTP/1.0 200 OK\r\n', false],
    ['HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n', true],
  ])('%j keeps the connection: %s', (head, keepsAlive) => {
    expect(read(`${head}Content-Length: 0\r\n\r\n`).heads[0]?.keepsAlive).toBe(keepsAlive);
  });

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    '220 mail ESMTP\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`,
  ])('refuses %.40j', (text) => {
    expect(() => read(text)).toThrow(HttpSyntaxError);
  });

  it('gives the same however the bytes are cut', () => {
    const cuts = fc.array(fc.nat(CHUNKED.length));
    fc.assert(
      fc.property(fc.constantFrom(COUNTED, CHUNKED), cuts, (text, positions) => {
        const edges = [0, ...positions.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((end, index) => text.slice(edges[index], end));
        expect(read(...pieces)).toEqual(read(text));
      }),
    );
  });
});
