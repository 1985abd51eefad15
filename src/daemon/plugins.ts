/**
 * Plug-in seams of the configuration. What Supervisor brings itself is built in; other factories are written in Python
 * and cannot run here, which one line says, so that no missing API goes unnoticed.
 */
import type { Config, ConfigNotice } from '../config/model.ts';

const RPC_INTERFACE = 'supervisor.rpcinterface:make_main_rpcinterface';
const RESULT_HANDLER = 'supervisor.dispatchers:default_handler';

/** The namespaces under which the API is served. */
export function rpcNamespaces({ rpcInterfaces }: Config): readonly string[] {
  return rpcInterfaces.filter(({ factory }) => factory === RPC_INTERFACE).map(({ name }) => name);
}

/** A line for each plug-in that is left out. */
export function pluginNotices({ rpcInterfaces, groups }: Config): readonly ConfigNotice[] {
  const interfaces = rpcInterfaces
    .filter(({ factory }) => factory !== RPC_INTERFACE)
    .map(({ name, factory }) => `[rpcinterface:${name}] is left out: ${factory} is a Python plug-in`);
  const handlers = groups.flatMap((group) =>
    group.kind === 'eventlistener' && group.resultHandler !== RESULT_HANDLER
      ? [`[${group.section}] uses the default result handler: ${group.resultHandler} is a Python plug-in`]
      : [],
  );
  return [...interfaces, ...handlers].map((message) => ({ level: 'warn', message }));
}
