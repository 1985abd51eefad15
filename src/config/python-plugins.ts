/**
 * What a configuration asks for that is written in Python, and so cannot be loaded: factories of interfaces and result
 * handlers of listeners. Those that Supervisor brings itself are built in.
 */
import { parsePluginSpec } from './plugin-spec.ts';

export const MAIN_INTERFACE = 'supervisor.rpcinterface:make_main_rpcinterface';
export const DEFAULT_RESULT_HANDLER = 'supervisor.dispatchers:default_handler';

/** Of the package supervisor-stdout. It is built in too. */
export const RELAY_HANDLER = 'supervisor_stdout:event_handler';

/** What stands in for plug-ins that are widely used, by the package that they come in. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['supervisor_twiddler', 'use "vigilctl apply" or the method vigil.apply'],
  ['supervisor_cache', 'vigil has nothing in its place'],
  ['supervisor_stdout', 'use stdout_logfile=/dev/stdout and stdout_logfile_maxbytes=0 of the programs'],
  ['supervisor_logging', 'use stdout_syslog and stderr_syslog of the programs'],
  ['mr', 'use "vigilctl update" and "vigilctl start", which tell by their exit status how they ended'],
  ['supervisord_dependent_startup', 'use the priority of the programs; vigil has nothing else in its place'],
  ['supvisors', 'vigil has nothing in its place'],
  ['multivisor', 'use its event listener, multivisor-rpc'],
  ['supervisorwildcards', 'write several names, or "group:*" for a whole group'],
  ['supervisor_wildcards', 'write several names, or "group:*" for a whole group'],
  ['supervisor_quick', 'use "vigilctl start", "stop" and "restart", which do not wait for a turn of a loop'],
  ['supervisorserialrestart', 'use "vigilctl restart" for one name after the other'],
]);

/** Why the plug-in cannot be had; null for what is built in, and for modules of Node. */
export function pythonPlugin(factory: string, builtIn: string): string | null {
  if (factory === builtIn || factory === RELAY_HANDLER || parsePluginSpec(factory).kind !== 'python')
    return null;
  if (!isForeign(factory)) return `Supervisor has nothing of the name "${factory}"; write ${builtIn}`;
  return withoutPython(factory);
}

/** The same for a factory that is known to be written in Python. */
export function withoutPython(factory: string): string {
  const instead = INSTEAD.get(distribution(factory));
  return `${factory} is a Python plug-in${instead === undefined ? '' : `; ${instead}`}`;
}

/**
 * Whether a listener was written for a result handler in Python. Its results are not `OK`: the default would reject
 * each event, and send it again, for ever.
 */
export function needsPythonHandler(resultHandler: string): boolean {
  return parsePluginSpec(resultHandler).kind === 'python' && isForeign(resultHandler);
}

/** Neither Supervisor's own nor a slip for that. */
function isForeign(factory: string): boolean {
  return factory !== '' && distribution(factory) !== 'supervisor';
}

function distribution(factory: string): string {
  return factory.split(/[.:]/)[0]?.replaceAll('-', '_') ?? '';
}

/** What becomes of the results of a listener whose handler is left out. */
export function withoutHandler(resultHandler: string): string {
  return needsPythonHandler(resultHandler)
    ? 'every result is accepted'
    : 'the default result handler is used';
}
