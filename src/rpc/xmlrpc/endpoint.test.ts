import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { encodeCall, encodeFault, encodeResult } from './codec.ts';
import { XmlRpcEndpoint, type XmlRpcResponse } from './endpoint.ts';
import { ReplySpace } from './reply-space.ts';

let world: TestWorld;
let endpoint: XmlRpcEndpoint;

beforeEach(() => {
  world = new TestWorld();
  endpoint = new XmlRpcEndpoint(world.api, world.log, new ReplySpace());
});

async function send(body: string | Uint8Array): Promise<XmlRpcResponse> {
  return endpoint.respond({
    body: Buffer.from(body as string),
    signal: new AbortController().signal,
    isReadOnly: false,
  });
}

test('a result', async () => {
  expect(await send(encodeCall('supervisor.getPID', []))).toEqual({
    kind: 'whole',
    status: 200,
    headers: { 'Content-Type': 'text/xml' },
    body: encodeResult(4242),
  });
  expect(world.log.lines).toEqual([
    'TRAC XML-RPC method called: supervisor.getPID()',
    'TRAC XML-RPC method supervisor.getPID() returned successfully',
  ]);
});

test('a fault', async () => {
  expect(await send(encodeCall('supervisor.getProcessInfo', ['nöpe']))).toMatchObject({
    status: 200,
    body: encodeFault(10, 'BAD_NAME: nöpe'),
  });
  expect(world.log.lines[1]).toBe(
    'TRAC XML-RPC method supervisor.getProcessInfo() returned fault: [10] BAD_NAME: nöpe',
  );
});

describe('what is no call is answered with 400', () => {
  test.each([
    ['nothing', '', "'' is invalid: unmarshallable"],
    ['no XML', "it's", `"it's" is invalid: unmarshallable`],
    ['no UTF-8', new Uint8Array([255]), "'\ufffd' is invalid: unmarshallable"],
    ['no method name', '<a/>', "'<a/>' is invalid: no method name"],
    ['much', 'x'.repeat(9000), `'${'x'.repeat(2000)}'... is invalid: unmarshallable`],
  ])('%s', async (_name, body, text) => {
    expect(await send(body)).toEqual({ kind: 'error', status: 400 });
    expect(world.log.lines).toEqual([`ERRO XML-RPC request data ${text}`]);
  });
});

test('a bug is answered with 500 and logged with its trace', async () => {
  world.addPrograms('web');
  world.runtime('web').clearError = new TypeError('broken');
  expect(await send(encodeCall('supervisor.clearProcessLogs', ['web']))).toEqual({
    kind: 'error',
    status: 500,
  });
  expect(world.log.lines[1]).toMatch(
    /^CRIT Handling XML-RPC request with data ".*clearProcessLogs.*" raised an unexpected exception: TypeError: broken\n/,
  );
});

test('when nobody waits any more, nothing is logged as an error', async () => {
  world.addPrograms('web');
  const client = new AbortController();
  const body = Buffer.from(encodeCall('supervisor.startProcess', ['web']));
  const response = endpoint.respond({ body, signal: client.signal, isReadOnly: false });
  client.abort();
  await expect(response).rejects.toThrow('aborted');
  expect(world.log.lines.filter((line) => /^(ERRO|CRIT)/.test(line))).toEqual([]);
});
