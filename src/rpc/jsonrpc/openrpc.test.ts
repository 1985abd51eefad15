import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { TestWorld } from '../../../test/support/rpc-world.ts';
import { openRpcDocument } from './openrpc.ts';

interface Document {
  readonly openrpc: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly methods: readonly {
    readonly name: string;
    readonly summary: string;
    readonly paramStructure: string;
    readonly params: readonly {
      readonly name: string;
      readonly required: boolean;
      readonly schema: object;
    }[];
    readonly result: { readonly name: string; readonly schema: unknown };
    readonly errors?: readonly { readonly $ref: string }[];
  }[];
  readonly components: {
    readonly errors: Record<string, { readonly code: number; readonly message: string }>;
  };
}

function aDocument(world = new TestWorld()): Document {
  return JSON.parse(JSON.stringify(openRpcDocument(world.api)));
}

test('has what OpenRPC 1.3 demands', () => {
  const { openrpc, info, methods } = aDocument();
  expect(openrpc).toMatch(/^1\.3\.\d+$/);
  expect([typeof info.title, typeof info.version]).toEqual(['string', 'string']);
  expect(new Set(methods.map(({ name }) => name)).size).toBe(methods.length);
  for (const { name, params, result, paramStructure } of methods) {
    expect([name, ['by-name', 'by-position', 'either'].includes(paramStructure)]).toEqual([name, true]);
    expect(new Set(params.map((parameter) => parameter.name)).size).toBe(params.length);
    // The specification: required parameters stand before the optional ones.
    const flags = params.map(({ required }) => required);
    expect(flags).toEqual([...flags].sort((a, b) => Number(b) - Number(a)));
    expect(result.name).not.toBe('');
  }
});

test('every error that a method names is there', () => {
  const { methods, components } = aDocument();
  for (const { $ref } of methods.flatMap(({ errors }) => errors ?? [])) {
    const [, name = ''] = /^#\/components\/errors\/(\w+)$/.exec($ref) ?? [];
    expect(components.errors[name]).toMatchObject({ code: expect.any(Number), message: name });
  }
});

test('tells defaults and what only looks', () => {
  const { methods } = aDocument();
  const start = methods.find(({ name }) => name === 'supervisor.startProcess');
  expect(start).toMatchObject({
    'x-read-only': false,
    params: [
      { name: 'name', required: true, schema: { type: 'string' } },
      { name: 'wait', required: false, schema: { type: 'boolean', default: true } },
    ],
    result: { schema: { type: ['boolean', 'array'] } },
  });
});

test('has the methods of plug-ins', () => {
  const world = new TestWorld();
  world.api.addPlugin('mine', { act: Object.assign(() => true, { help: 'Acts.\nAt once.' }) });
  const own = aDocument(world).methods.find(({ name }) => name === 'mine.act');
  expect(own).toMatchObject({ summary: 'Acts.', paramStructure: 'by-position', params: [] });
});

describe('the meta-schema of OpenRPC', () => {
  const validate = metaSchema();

  test('finds nothing wrong with it', () => {
    validate(aDocument());
    expect(validate.errors ?? []).toEqual([]);
  });

  test('would find what is wrong', () => {
    const document = aDocument();
    const [first, ...others] = document.methods;
    expect(validate({ ...document, methods: [{ ...first, paramStructure: 'any' }, ...others] })).toBe(false);
    expect(validate({ ...document, methods: [{ ...first, result: { name: 'x' } }] })).toBe(false);
  });
});

/** Where the meta-schema finds JSON Schema draft 7, of which it needs this. */
const JSON_SCHEMA = {
  allOf: [{ $ref: 'http://json-schema.org/draft-07/schema#' }],
  definitions: { JSONSchemaObject: { properties: { $ref: { type: 'string', format: 'uri-reference' } } } },
};

function metaSchema(): ValidateFunction {
  // Its types are those of documents, not of what it exports.
  const { openrpcDocument } = createRequire(import.meta.url)('@open-rpc/meta-schema');
  const { $schema, ...schema } = openrpcDocument;
  const formats = { uri: true, 'uri-reference': true, regex: true } as const;
  return new Ajv({ strict: false, formats })
    .addSchema(JSON_SCHEMA, $schema)
    .addSchema(JSON_SCHEMA, $schema.replace(/\/$/, ''))
    .compile(schema);
}
