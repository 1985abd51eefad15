/**
 * The method table: every operation of the API with its parameters, result, faults and a sentence of help. Dispatch,
 * the checks of parameters, `system.*` and the types of handlers all come from it. Names, order of parameters and
 * faults are Supervisor's. Source: Supervisor rpcinterface.py, xmlrpc.py.
 */
import type { Caller } from '../core/caller.ts';
import { DAEMON_METHODS } from './contract/daemon-methods.ts';
import { EVENT_METHODS } from './contract/event-methods.ts';
import { EXPLAIN_METHODS } from './contract/explain-methods.ts';
import { HISTORY_METHODS } from './contract/history-methods.ts';
import { INSPECT_METHODS } from './contract/inspect-methods.ts';
import { PLAN_METHODS } from './contract/plan-methods.ts';
import { PROCESS_LOG_METHODS } from './contract/process-log-methods.ts';
import { PROCESS_METHODS } from './contract/process-methods.ts';
import { RUN_METHODS } from './contract/run-methods.ts';
import { SELECTION_METHODS } from './contract/selection-methods.ts';
import type { MethodContract, ParameterContract, ParameterTypes } from './contract/shape.ts';
import { SYSTEM_METHODS } from './contract/system-methods.ts';
import { TALLY_METHODS } from './contract/tally-methods.ts';
import { TREE_METHODS } from './contract/tree-methods.ts';
import type { WritableValue } from './xmlrpc/value-sequence.ts';

export const METHODS = {
  ...DAEMON_METHODS,
  ...PROCESS_METHODS,
  ...PROCESS_LOG_METHODS,
  ...PLAN_METHODS,
  ...EVENT_METHODS,
  ...EXPLAIN_METHODS,
  ...HISTORY_METHODS,
  ...RUN_METHODS,
  ...SELECTION_METHODS,
  ...TALLY_METHODS,
  ...TREE_METHODS,
  ...INSPECT_METHODS,
  ...SYSTEM_METHODS,
} as const satisfies Record<string, MethodContract>;

export type MethodName = keyof typeof METHODS;

/** Older names that clients still use. */
export const ALIASES = {
  'supervisor.getVersion': 'supervisor.getAPIVersion',
  'supervisor.readMainLog': 'supervisor.readLog',
  'supervisor.readProcessLog': 'supervisor.readProcessStdoutLog',
  'supervisor.tailProcessLog': 'supervisor.tailProcessStdoutLog',
  'supervisor.clearProcessLog': 'supervisor.clearProcessLogs',
} as const satisfies Record<string, MethodName>;

type ParametersOf<Name extends MethodName> = (typeof METHODS)[Name]['parameters'];

type ValuesOf<Parameters extends readonly ParameterContract[]> = {
  readonly [Index in keyof Parameters]: ParameterTypes[Parameters[Index]['type']];
};

/** The parameters of a method as its handler gets them: complete and checked. */
export type ParameterValues<Name extends MethodName> = ValuesOf<ParametersOf<Name>>;

export interface CallContext {
  /** Aborted when nobody waits for the result any more. What was begun is not undone. */
  readonly signal: AbortSignal;
  /** Who calls. Asked of the kernel when it is called, and so only where it matters. Absent: nobody knows. */
  readonly caller?: () => Caller;
  /** Whether the caller may only look: methods that change something are then refused. */
  readonly isReadOnly: boolean;
}

/** Ends with an RpcFault, or with the signal's reason when it stops waiting. */
export type Handler<Name extends MethodName> = (
  parameters: ParameterValues<Name>,
  context: CallContext,
) => WritableValue | Promise<WritableValue>;

export type Handlers<Names extends MethodName> = { readonly [Name in Names]: Handler<Name> };

/** The method behind a name or an older name of it. */
export function resolveMethod(name: string): MethodName | undefined {
  if (Object.hasOwn(METHODS, name)) return name as MethodName;
  return Object.hasOwn(ALIASES, name) ? ALIASES[name as keyof typeof ALIASES] : undefined;
}
