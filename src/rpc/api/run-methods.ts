/** Programs that are added while the daemon runs. */
import type { Handlers } from '../contract.ts';
import type { AddProgramOutcome, ForgetProgramOutcome } from '../daemon-facade.ts';
import { RpcFault } from '../faults.ts';
import type { RpcWorld } from '../world.ts';
import { isArray, type XmlRpcValue } from '../xmlrpc/values.ts';

/** It becomes the name of a section, a process, a group, and part of the names of files. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,199}$/;

/** What the actions of vigilctl take for every process. */
const EVERY = 'all';

export function runMethods({
  daemon,
  supervisor,
}: RpcWorld): Handlers<'vigil.addProgram' | 'vigil.forgetProgram'> {
  return {
    'vigil.addProgram': ([name, keys, environment, isSaved], { caller }) => {
      if (!NAME.test(name) || name === EVERY) {
        throw new RpcFault(
          'BAD_NAME',
          `${name}: a name has up to 200 letters, digits and _ . @ + -, and is not "all"`,
        );
      }
      const program = {
        name,
        keys: pairsFrom(keys, 'keys'),
        environment: pairsFrom(environment, 'environment'),
        isSaved,
      };
      const fault = faultOfAdding(daemon.addProgram(program, caller?.() ?? { kind: 'unknown' }), name);
      if (fault !== null) throw fault;
      return true;
    },
    'vigil.forgetProgram': ([name, isToEnd]) => {
      const fault = faultOfForgetting(daemon.forgetProgram(name), name);
      if (fault !== null) throw fault;
      if (isToEnd && daemon.isEmpty()) supervisor.requestShutdown();
      return true;
    },
  };
}

function faultOfAdding(outcome: AddProgramOutcome, name: string): RpcFault | null {
  switch (outcome.kind) {
    case 'added':
      return null;
    case 'exists':
      return new RpcFault('ALREADY_ADDED', name);
    case 'not-permitted':
      return new RpcFault(
        'NOT_PERMITTED',
        "only root and the daemon's own user may add programs, over a unix socket",
      );
    case 'invalid':
      return new RpcFault('BAD_ARGUMENTS', outcome.errors.join('\n'));
    case 'failed':
      return new RpcFault('FAILED', outcome.message);
  }
}

function faultOfForgetting(outcome: ForgetProgramOutcome, name: string): RpcFault | null {
  switch (outcome.kind) {
    case 'forgotten':
      return null;
    case 'unknown':
      return new RpcFault('BAD_NAME', name);
    case 'configured':
      return new RpcFault('BAD_NAME', `${name} is in the configuration: remove it there, then update`);
    case 'still-running':
      return new RpcFault('STILL_RUNNING', name);
    case 'failed':
      return new RpcFault('FAILED', outcome.message);
  }
}

function pairsFrom(values: readonly XmlRpcValue[], parameter: string): ReadonlyMap<string, string> {
  return new Map(
    values.map((pair) => {
      const [key, value] = isArray(pair) ? pair.map(textOf) : [];
      if (typeof key === 'string' && typeof value === 'string') return [key, value];
      throw new RpcFault('BAD_ARGUMENTS', `${parameter} must be arrays of two strings`);
    }),
  );
}

/** Text with control characters, such as colours, travels as bytes. */
function textOf(value: XmlRpcValue): XmlRpcValue {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
}
