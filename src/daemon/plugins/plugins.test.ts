import { expect, it } from 'vitest';
import { load } from '../../../test/support/load-text.ts';
import { pluginNotices, rpcNamespaces } from './plugins.ts';

const CONFIG = `[supervisord]
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[rpcinterface:twiddler]
supervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface
[rpcinterface:slip]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_interface
[rpcinterface:empty]
supervisor.rpcinterface_factory =
[rpcinterface:own]
supervisor.rpcinterface_factory = ./own.js:make
[eventlistener:mail]
command = cat
events = TICK_5
result_handler = my.handlers:strict
[eventlistener:slip]
command = cat
events = TICK_5
result_handler = supervisor.dispatchers:default
[eventlistener:stdout]
command = supervisor_stdout
events = PROCESS_LOG
result_handler = supervisor_stdout:event_handler
`;

it('serves the API under the namespaces that Supervisor would, and names the plug-ins that it leaves out', () => {
  const result = load(CONFIG);
  if (result.kind === 'refused') throw result.errors[0];
  expect(rpcNamespaces(result.config)).toEqual(['supervisor']);
  expect(pluginNotices(result.config).map(({ message }) => message)).toEqual([
    '[rpcinterface:twiddler] is left out: supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface is a Python plug-in; ' +
      'use "vigilctl apply" or the method vigil.apply',
    '[rpcinterface:slip] is left out: Supervisor has nothing of the name "supervisor.rpcinterface:make_main_interface"; ' +
      'write supervisor.rpcinterface:make_main_rpcinterface',
    '[rpcinterface:empty] is left out: Supervisor has nothing of the name ""; write supervisor.rpcinterface:make_main_rpcinterface',
    '[eventlistener:mail] every result is accepted: my.handlers:strict is a Python plug-in',
    '[eventlistener:slip] the default result handler is used: Supervisor has nothing of the name ' +
      '"supervisor.dispatchers:default"; write supervisor.dispatchers:default_handler',
  ]);
});
