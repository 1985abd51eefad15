/** Changing the configuration at run time, process by process. */
import type { Handlers } from '../contract.ts';
import type { PlanRefusal } from '../daemon-facade.ts';
import { RpcFault } from '../faults.ts';
import { planStruct } from '../plan-structs.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

export function planMethods({ daemon }: RpcWorld): Handlers<'vigil.plan' | 'vigil.apply'> {
  return {
    'vigil.plan': ([names]) => {
      const outcome = daemon.planConfig(namesFrom(names));
      if (outcome.kind !== 'planned') throw faultOf(outcome);
      return planStruct(outcome.plan);
    },
    // Goes on when nobody waits for the answer any more: a process that was stopped for it must start again.
    'vigil.apply': async ([names]) => {
      const outcome = await daemon.applyConfig(namesFrom(names));
      if (outcome.kind !== 'applied') throw faultOf(outcome);
      const failures = outcome.failures.map(({ group, process, message }) => ({
        group,
        name: process ?? '',
        message,
      }));
      return { ...planStruct(outcome.plan), failures };
    },
  };
}

function namesFrom(values: readonly XmlRpcValue[]): readonly string[] {
  return values.map((value) => {
    if (typeof value === 'string') return value;
    throw new RpcFault('BAD_ARGUMENTS', 'names must be strings');
  });
}

function faultOf(refusal: PlanRefusal): RpcFault {
  if (refusal.kind === 'invalid') return new RpcFault('CANT_REREAD', refusal.errors.join('\n'));
  if (refusal.kind === 'unknown') return new RpcFault('BAD_NAME', refusal.names.join(' '));
  const names = refusal.names.join(' ');
  return new RpcFault('BAD_ARGUMENTS', `the group changes as a whole, so name the group and not ${names}`);
}
