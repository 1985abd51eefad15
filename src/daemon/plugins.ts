/**
 * Plug-in seams of the configuration. What Supervisor brings itself is built in, modules of Node are loaded; other
 * factories are written in Python and cannot run here, which one line says, so that no missing API goes unnoticed.
 */
import type { Config, ConfigNotice } from '../config/model.ts';
import { parsePluginSpec } from '../config/plugin-spec.ts';

const RPC_INTERFACE = 'supervisor.rpcinterface:make_main_rpcinterface';
const RESULT_HANDLER = 'supervisor.dispatchers:default_handler';

/** What stands in for plug-ins that are widely used, by the package that they come in. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['supervisor_twiddler', 'use "vigilctl apply" or the method vigil.apply'],
  ['supervisor_cache', 'vigil has nothing in its place'],
  ['supervisor_logging', 'use stdout_syslog and stderr_syslog of the programs'],
  ['mr', 'use "vigilctl update" and "vigilctl start", which tell by their exit status how they ended'],
  ['supervisord_dependent_startup', 'use the priority of the programs; vigil has nothing else in its place'],
  ['supvisors', 'vigil has nothing in its place'],
]);

/** The namespaces under which the API is served. */
export function rpcNamespaces({ rpcInterfaces }: Config): readonly string[] {
  return rpcInterfaces.filter(({ factory }) => factory === RPC_INTERFACE).map(({ name }) => name);
}

/** A line for each plug-in that is left out. */
export function pluginNotices({ rpcInterfaces, groups }: Config): readonly ConfigNotice[] {
  const interfaces = rpcInterfaces
    .filter(({ factory }) => isForeign(factory, RPC_INTERFACE))
    .map(({ name, factory }) => `[rpcinterface:${name}] is left out: ${inPython(factory)}`);
  const handlers = groups.flatMap((group) =>
    group.kind === 'eventlistener' && isForeign(group.resultHandler, RESULT_HANDLER)
      ? [`[${group.section}] uses the default result handler: ${inPython(group.resultHandler)}`]
      : [],
  );
  return [...interfaces, ...handlers].map((message) => ({ level: 'warn', message }));
}

function isForeign(factory: string, builtIn: string): boolean {
  return factory !== builtIn && parsePluginSpec(factory).kind === 'python';
}

function inPython(factory: string): string {
  const instead = INSTEAD.get(factory.split(/[.:]/)[0]?.replaceAll('-', '_') ?? '');
  return `${factory} is a Python plug-in${instead === undefined ? '' : `; ${instead}`}`;
}
