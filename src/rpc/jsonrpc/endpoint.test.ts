import { beforeEach, describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { JsonRpcEndpoint, LARGEST_BATCH } from './endpoint.ts';

let world: TestWorld;
let endpoint: JsonRpcEndpoint;

beforeEach(() => {
  world = new TestWorld();
  endpoint = new JsonRpcEndpoint(world.api, world.log);
});

interface Options {
  readonly isReadOnly?: boolean;
  readonly type?: string;
}

async function send(
  body: string,
  { isReadOnly = false, type = 'application/json' }: Options = {},
): Promise<unknown> {
  const response = await endpoint.respond({
    headers: { 'content-type': type },
    body: Buffer.from(body),
    signal: new AbortController().signal,
    isReadOnly,
  });
  if (response.kind === 'error' || response.status === 204) return response.status;
  return JSON.parse(response.body);
}

function call(method: string, params: unknown, options?: Options): Promise<unknown> {
  return send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), options);
}

const result = (value: unknown, id: unknown = 1) => ({ jsonrpc: '2.0', result: value, id });
const error = (code: number, message: unknown, id: unknown = 1, data?: object) => ({
  jsonrpc: '2.0',
  error: { code, message, ...(data === undefined ? {} : { data }) },
  id,
});

describe('the examples of the specification', () => {
  test('parameters by position', async () => {
    world.addPrograms('web');
    const body = '{"jsonrpc": "2.0", "method": "supervisor.startProcess", "params": ["web", false], "id": 3}';
    expect(await send(body)).toEqual(result(true, 3));
  });

  test('parameters by name, in any order', async () => {
    world.addPrograms('web');
    expect(await call('supervisor.startProcess', { wait: false, name: 'web' })).toEqual(result(true));
    expect(await call('supervisor.getProcessInfo', { name: 'web' })).toMatchObject({
      result: { statename: 'STARTING' },
    });
  });

  test('notifications get no answer, whatever comes of them', async () => {
    expect(await send('{"jsonrpc": "2.0", "method": "supervisor.startProcess", "params": ["nope"]}')).toBe(
      204,
    );
    expect(await send('{"jsonrpc": "2.0", "method": "foobar"}')).toBe(204);
  });

  test('a method that is not there', async () => {
    expect(await send('{"jsonrpc": "2.0", "method": "foobar", "id": "1"}')).toEqual(
      error(-32_601, 'UNKNOWN_METHOD', '1', { name: 'UNKNOWN_METHOD' }),
    );
  });

  test.each([
    ['{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', -32_700],
    [
      '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"',
      -32_700,
    ],
    ['', -32_700],
    ['{"jsonrpc": "2.0", "method": 1, "params": "bar"}', -32_600],
    ['[]', -32_600],
    ['1', -32_600],
    ['null', -32_600],
    ['{"jsonrpc": "2.0", "method": "m", "params": "bar", "id": null}', -32_600],
    ['{"method": "m", "id": null}', -32_600],
    ['{"jsonrpc": "2.0", "method": "m", "id": {}}', -32_600],
  ])('%s', async (body, code) => {
    expect(await send(body)).toMatchObject({ jsonrpc: '2.0', error: { code }, id: null });
  });

  test('a batch of anything', async () => {
    const invalid = { error: { code: -32_600 }, id: null };
    expect(await send('[1]')).toMatchObject([invalid]);
    expect(await send('[1,2,3]')).toMatchObject([invalid, invalid, invalid]);
    const batch = [
      { jsonrpc: '2.0', method: 'supervisor.getIdentification', id: '1' },
      { jsonrpc: '2.0', method: 'supervisor.clearLog' },
      { foo: 'boo' },
      { jsonrpc: '2.0', method: 'foo.get', params: { name: 'myself' }, id: '5' },
    ];
    expect(await send(JSON.stringify(batch))).toMatchObject([
      result('supervisor', '1'),
      invalid,
      { error: { code: -32_602 }, id: '5' },
    ]);
  });

  test('a batch of notifications', async () => {
    expect(await send('[{"jsonrpc": "2.0", "method": "a"}, {"jsonrpc": "2.0", "method": "b"}]')).toBe(204);
  });
});

test('a batch has a bound', async () => {
  const notification = { jsonrpc: '2.0', method: 'supervisor.getState', id: 1 };
  const batch = (count: number) => JSON.stringify(Array.from({ length: count }, () => notification));
  expect(await send(batch(LARGEST_BATCH))).toHaveLength(LARGEST_BATCH);
  expect(await send(batch(LARGEST_BATCH + 1))).toMatchObject({ error: { code: -32_600 }, id: null });
});

test('faults have the numbers and the texts that they have in XML-RPC', async () => {
  expect(await call('supervisor.getProcessInfo', ['nope'])).toEqual(
    error(10, 'BAD_NAME: nope', 1, { name: 'BAD_NAME' }),
  );
});

test.each([
  [['web', true, 'more'], 'INCORRECT_PARAMETERS'],
  [{ wait: true }, 'Invalid params: the parameter "name" is missing'],
  [{ name: 'web', force: true }, 'Invalid params: there is no parameter "force"'],
  [[1], 'INCORRECT_PARAMETERS: parameter "name" must be a string, got 1'],
])('parameters %j are invalid', async (params, message) => {
  expect(await call('supervisor.startProcess', params)).toMatchObject({ error: { code: -32_602, message } });
});

test('names of prototypes are no parameters', async () => {
  expect(
    await send(
      '{"jsonrpc":"2.0","id":1,"method":"supervisor.startProcess","params":{"__proto__":{"name":"x"}}}',
    ),
  ).toMatchObject({ error: { code: -32_602 } });
  expect(await call('constructor', [])).toMatchObject({ error: { code: -32_601 } });
});

test('bytes come as text or as base64', async () => {
  world.addPrograms('web');
  world.run('web');
  expect(await call('supervisor.sendProcessStdin', ['web', 'grün'])).toEqual(result(true));
  expect(await call('supervisor.sendProcessStdin', { name: 'web', chars: { base64: 'AQI=' } })).toEqual(
    result(true),
  );
  expect(world.runtime('web').stdin).toBe('grün\u0001\u0002');
});

test('a plug-in’s methods take parameters by position, and its bytes go out as base64', async () => {
  world.api.addPlugin('mine', { twice: (value: number) => [value * 2, new Uint8Array([1, 2]), Number.NaN] });
  expect(await call('mine.twice', [4])).toEqual(result([8, 'AQI=', null]));
  expect(await call('mine.twice', { value: 4 })).toMatchObject({ error: { code: -32_602 } });
});

test('a bug is an internal error without its words, which the log has', async () => {
  world.api.addPlugin('mine', {
    broken: () => {
      throw new TypeError('secret detail');
    },
  });
  expect(await call('mine.broken', [])).toEqual(error(-32_603, 'Internal error'));
  expect(world.log.lines.join('\n')).toContain('secret detail');
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
  '%s is not taken: a page of another origin could send it',
  async (type) => {
    expect(await send('{"jsonrpc":"2.0","id":1,"method":"supervisor.shutdown"}', { type })).toBe(415);
    expect(world.supervisor.state).toBe('RUNNING');
  },
);

test('a read-only user may look and not touch', async () => {
  world.addPrograms('web');
  const options = { isReadOnly: true, type: 'application/json; charset=utf-8' };
  expect(await call('supervisor.getAllProcessInfo', [], options)).toMatchObject({
    result: [{ name: 'web' }],
  });
  expect(await call('supervisor.startProcess', ['web'], options)).toEqual(
    error(95, 'NOT_PERMITTED: supervisor.startProcess is not for a read-only user', 1, {
      name: 'NOT_PERMITTED',
    }),
  );
  expect(world.process('web').state.name).toBe('STOPPED');
});
