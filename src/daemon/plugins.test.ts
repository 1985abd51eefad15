import { expect, it } from 'vitest';
import { load } from '../../test/support/load-text.ts';
import { pluginNotices, rpcNamespaces } from './plugins.ts';

const CONFIG = `[supervisord]
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[rpcinterface:twiddler]
supervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface
[rpcinterface:own]
supervisor.rpcinterface_factory = ./own.js:make
[eventlistener:mail]
command = cat
events = TICK_5
result_handler = my.handlers:strict
`;

it('serves the API under the namespaces that Supervisor would, and names the plug-ins that it leaves out', () => {
  const result = load(CONFIG);
  if (result.kind === 'refused') throw result.errors[0];
  expect(rpcNamespaces(result.config)).toEqual(['supervisor']);
  expect(pluginNotices(result.config).map(({ message }) => message)).toEqual([
    '[rpcinterface:twiddler] is left out: supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface is a Python plug-in; ' +
      'use "vigilctl apply" or the method vigil.apply',
    '[eventlistener:mail] uses the default result handler: my.handlers:strict is a Python plug-in',
  ]);
});
