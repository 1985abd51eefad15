/** What happened, and what is switched off for good. */
import { splitNamespec } from '../../core/namespec.ts';
import { isRunning } from '../../core/process-state.ts';
import type { Handlers } from '../contract.ts';
import { RpcFault } from '../faults.ts';
import { historyStruct } from '../history-structs.ts';
import { findGroupOrProcess, processesOf } from '../namespec.ts';
import type { RpcWorld } from '../world.ts';
import type { XmlRpcValue } from '../xmlrpc/values.ts';

type Names = 'vigil.getHistory' | 'vigil.disable' | 'vigil.enable' | 'vigil.getDisabled';

const DEFAULT_LIMIT = 1000;
/** So many entries make an answer of some megabytes. */
const LARGEST_LIMIT = 10_000;

interface Target {
  readonly group: string;
  readonly name: string;
  readonly isRunning: boolean;
}

export function historyMethods(world: RpcWorld): Handlers<Names> {
  const { history } = world;
  const switchTo = (to: 'disabled' | 'enabled', names: readonly XmlRpcValue[]): XmlRpcValue => {
    const targets = targetsOf(world, names, to);
    const outcome = history.switchProcesses(
      targets.map(({ group, name }) => `${group}:${name}`),
      to,
    );
    if (outcome.kind === 'failed') throw new RpcFault('FAILED', outcome.message);
    return targets.map(({ group, name, isRunning }) => ({ group, name, running: isRunning }));
  };
  return {
    'vigil.getHistory': async ([name, since, limit], { signal }) => {
      const entries = await history.query({
        about: name === '' ? null : splitNamespec(name),
        since: since * 1000,
        limit: limit <= 0 ? DEFAULT_LIMIT : Math.min(limit, LARGEST_LIMIT),
        signal,
      });
      return entries.map(historyStruct);
    },
    'vigil.disable': ([names]) => switchTo('disabled', names),
    'vigil.enable': ([names]) => switchTo('enabled', names),
    'vigil.getDisabled': () =>
      history.disabledProcesses().map((namespec) => {
        const { group, process } = splitNamespec(namespec);
        return { group, name: process ?? '' };
      }),
  };
}

/** Throws BAD_NAME. What left the configuration can still be enabled. */
function targetsOf(
  { supervisor, history }: RpcWorld,
  names: readonly XmlRpcValue[],
  to: 'disabled' | 'enabled',
): readonly Target[] {
  if (names.length === 0) return processesOf(supervisor.groups()).map(asTarget);
  return names.flatMap((name) => {
    if (typeof name !== 'string') throw new RpcFault('BAD_NAME', 'names must be strings');
    const { group, process } = splitNamespec(name);
    const isLeftover = to === 'enabled' && supervisor.group(group)?.process(process ?? '') === undefined;
    if (process !== null && isLeftover && history.isDisabled(group, process)) {
      return [{ group, name: process, isRunning: false }];
    }
    const found = findGroupOrProcess(supervisor, name);
    if (found.process === null) return processesOf([found.group]).map(asTarget);
    return [asTarget({ group: found.group, process: found.process })];
  });
}

function asTarget({
  group,
  process,
}: Pick<ReturnType<typeof processesOf>[number], 'group' | 'process'>): Target {
  return { group: group.name, name: process.name, isRunning: isRunning(process.state) };
}
