import { expect, it } from 'vitest';
import { parsePluginSpec } from './plugin-spec.ts';

it.each([
  ['./own.js:make', './own.js', 'make'],
  ['own.mjs:make', 'own.mjs', 'make'],
  ['/srv/plugins/own:make', '/srv/plugins/own', 'make'],
  ['/srv/a:b/own.cjs:make', '/srv/a:b/own.cjs', 'make'],
  [' ./own.js ', './own.js', 'default'],
])('%j is a module of Node', (written, path, exportName) => {
  expect(parsePluginSpec(written)).toEqual({ kind: 'module', path, exportName });
});

it.each(['supervisor.rpcinterface:make_main_rpcinterface', 'a:b', 'nonsense', 'js:make', ''])(
  '%j is Python',
  (written) => expect(parsePluginSpec(written)).toEqual({ kind: 'python' }),
);
