/** What a row of the method table says. */
import type { FaultName } from '../faults.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

/** What handlers get for each type of parameter. */
export interface ParameterTypes {
  string: string;
  int: number;
  /** Anything is taken for true or false, as Python would. */
  boolean: boolean;
  array: readonly XmlRpcValue[];
  /** Text, or a number, which is taken as text. */
  text: string;
  /** Text becomes UTF-8. */
  bytes: Uint8Array;
}

export interface ParameterContract {
  readonly name: string;
  readonly type: keyof ParameterTypes;
  readonly help: string;
  /** Makes the parameter optional. Only the last ones can be. */
  readonly default?: boolean;
}

/**
 * What a command is about, by its parameter `name` or `names`. `everything` and `daemon` have no such parameter. No names
 * at all are every process for `processes`, and none for `selection`.
 */
export type CommandScope = 'processes' | 'selection' | 'group' | 'everything' | 'daemon';

export interface CommandContract {
  /** In a word: `stop`. */
  readonly verb: string;
  readonly about: CommandScope;
}

export interface MethodContract {
  readonly parameters: readonly ParameterContract[];
  readonly result: {
    readonly type: 'string' | 'int' | 'boolean' | 'array' | 'struct';
    readonly help: string;
  };
  /** Beside those that every method may end with: wrong parameters, and a daemon that shuts down. */
  readonly faults: readonly FaultName[];
  readonly help: string;
  /** Present for an operator's command, which the history notes with its caller. Absent for methods that only read. */
  readonly command?: CommandContract;
  /** Whether it changes nothing, so that a user who may only look may call it. Default: no. */
  readonly readOnly?: true;
  /** Whether the method works while the daemon shuts down or restarts. */
  readonly duringShutdown?: true;
}
