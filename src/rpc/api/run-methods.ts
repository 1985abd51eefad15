/** Programs that are added while the daemon runs. */
import type { Handlers } from '../contract.ts';
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
      const outcome = daemon.addProgram(program, caller?.() ?? { kind: 'unknown' });
      if (outcome.kind === 'exists') throw new RpcFault('ALREADY_ADDED', name);
      if (outcome.kind === 'not-permitted') {
        throw new RpcFault(
          'NOT_PERMITTED',
          "only root and the daemon's own user may add programs, over a unix socket",
        );
      }
      if (outcome.kind === 'invalid') throw new RpcFault('BAD_ARGUMENTS', outcome.errors.join('\n'));
      if (outcome.kind === 'failed') throw new RpcFault('FAILED', outcome.message);
      return true;
    },
    'vigil.forgetProgram': ([name, isToEnd]) => {
      const outcome = daemon.forgetProgram(name);
      if (outcome.kind === 'unknown') throw new RpcFault('BAD_NAME', name);
      if (outcome.kind === 'configured') {
        throw new RpcFault('BAD_NAME', `${name} is in the configuration: remove it there, then update`);
      }
      if (outcome.kind === 'still-running') throw new RpcFault('STILL_RUNNING', name);
      if (outcome.kind === 'failed') throw new RpcFault('FAILED', outcome.message);
      if (isToEnd && daemon.isEmpty()) supervisor.requestShutdown();
      return true;
    },
  };
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
