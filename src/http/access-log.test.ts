import { expect, test } from 'vitest';
import { accessLine } from './access-log.ts';

test('a line is in the common log format, in the local zone', () => {
  const access = {
    client: 'localhost:0',
    method: 'POST',
    target: '/RPC2',
    httpVersion: '1.1',
    status: 200,
    bytes: 5,
  };
  expect(accessLine(access, new Date(2024, 0, 2, 3, 4, 5))).toMatch(
    /^localhost:0 - - \[02\/Jan\/2024:03:04:05 [+-]\d{4}\] "POST \/RPC2 HTTP\/1\.1" 200 5$/,
  );
});
