/** Plug-ins that the daemon starts without, with a line in its log. */
import { DEFAULT_RESULT_HANDLER, MAIN_INTERFACE, pythonPlugin, withoutHandler } from '../python-plugins.ts';
import { type CheckRule, warning } from './rule.ts';

export const leftOutPlugins: CheckRule = function* ({ config }) {
  for (const { name, factory } of config.rpcInterfaces) {
    const reason = pythonPlugin(factory, MAIN_INTERFACE);
    if (reason === null) continue;
    yield leftOut(`rpcinterface:${name}`, 'supervisor.rpcinterface_factory', `is left out: ${reason}`);
  }
  for (const group of config.groups) {
    if (group.kind !== 'eventlistener') continue;
    const reason = pythonPlugin(group.resultHandler, DEFAULT_RESULT_HANDLER);
    if (reason === null) continue;
    yield leftOut(group.section, 'result_handler', `${withoutHandler(group.resultHandler)}: ${reason}`);
  }
};

function leftOut(section: string, key: string, message: string) {
  return warning({ code: 'left-out-plugin', section, key, message, cure: null });
}
