/**
 * Plug-in seams of the configuration. What Supervisor brings itself is built in, modules of Node are loaded; other
 * factories are written in Python and cannot run here, which one line says, so that no missing API goes unnoticed.
 */
import type { Config, ConfigNotice } from '../../config/model.ts';
import {
  DEFAULT_RESULT_HANDLER,
  MAIN_INTERFACE,
  pythonPlugin,
  withoutHandler,
} from '../../config/python-plugins.ts';

/** The namespaces under which the API is served. */
export function rpcNamespaces({ rpcInterfaces }: Config): readonly string[] {
  return rpcInterfaces.filter(({ factory }) => factory === MAIN_INTERFACE).map(({ name }) => name);
}

/** A line for each plug-in that is left out. */
export function pluginNotices({ rpcInterfaces, groups }: Config): readonly ConfigNotice[] {
  const interfaces = rpcInterfaces.flatMap(({ name, factory }) => {
    const reason = pythonPlugin(factory, MAIN_INTERFACE);
    return reason === null ? [] : [`[rpcinterface:${name}] is left out: ${reason}`];
  });
  const handlers = groups.flatMap((group) => {
    if (group.kind !== 'eventlistener') return [];
    const reason = pythonPlugin(group.resultHandler, DEFAULT_RESULT_HANDLER);
    return reason === null ? [] : [`[${group.section}] ${withoutHandler(group.resultHandler)}: ${reason}`];
  });
  return [...interfaces, ...handlers].map((message) => ({ level: 'warn', message }));
}
