/** Explanations: what the daemon says about one process. */
import type { Explanation } from '../../explain/explanation.ts';
import type { Handlers } from '../contract.ts';
import { findProcess } from '../namespec.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcStruct } from '../xmlrpc/values.ts';

export function explainMethods({ supervisor, daemon }: RpcWorld): Handlers<'vigil.explainProcess'> {
  return {
    'vigil.explainProcess': async ([name]) => {
      const { group, process } = findProcess(supervisor, name);
      return structOf(await daemon.explainProcess(group.name, process));
    },
  };
}

/** The copies are for the compiler: it does not accept a value whose type is an interface where a struct is wanted. */
function structOf(explanation: Explanation): XmlRpcStruct {
  const {
    causes,
    last_end: lastEnd,
    rule,
    next,
    output,
    left_behind: left,
    last_command: lastCommand,
    ...plain
  } = explanation;
  return {
    ...plain,
    rule: { ...rule },
    next: { ...next },
    causes: causes.map((cause) => ({ ...cause })),
    ...(lastEnd === undefined ? {} : { last_end: { ...lastEnd } }),
    ...(output === undefined ? {} : { output: { ...output } }),
    ...(left === undefined
      ? {}
      : { left_behind: { ...left, processes: left.processes.map((one) => ({ ...one })) } }),
    ...(lastCommand === undefined ? {} : { last_command: { ...lastCommand } }),
  };
}
