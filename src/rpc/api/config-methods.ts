/** The configuration: rereading it, taking groups into use and out of it. */
import { assertNever } from '../../core/assert-never.ts';
import { configInfo } from '../config-info.ts';
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { byName } from '../namespec.ts';
import type { RpcWorld } from '../world.ts';

type Names =
  | 'supervisor.reloadConfig'
  | 'supervisor.addProcessGroup'
  | 'supervisor.removeProcessGroup'
  | 'supervisor.getAllConfigInfo';

export function configMethods({ supervisor, daemon }: RpcWorld): Handlers<Names> {
  return {
    'supervisor.reloadConfig': async () => {
      const outcome = await daemon.reloadConfig();
      if (outcome.kind === 'invalid') throw new RpcFault('CANT_REREAD', outcome.message);
      return [[outcome.added, outcome.changed, outcome.removed]];
    },
    'supervisor.addProcessGroup': async ([name]) => {
      const outcome = await daemon.addGroup(name);
      switch (outcome.kind) {
        case 'added':
          return true;
        case 'already-added':
          throw new RpcFault('ALREADY_ADDED', name);
        case 'unknown':
          throw new RpcFault('BAD_NAME', name);
        case 'failed':
          throw new RpcFault('FAILED', outcome.message);
        default:
          return assertNever(outcome);
      }
    },
    'supervisor.removeProcessGroup': ([name]) => {
      const outcome = supervisor.removeGroup(name);
      if (outcome === 'unknown') throw new RpcFault('BAD_NAME', name);
      if (outcome === 'still-running') throw new RpcFault('STILL_RUNNING', name);
      return true;
    },
    'supervisor.getAllConfigInfo': () =>
      daemon
        .configuredGroups()
        .flatMap((group) => group.processes.map((process) => ({ group, process })))
        .sort((a, b) => byName(a.process, b.process))
        .map(({ group, process }) => configInfo(group, process, supervisor.group(group.name))),
  };
}
