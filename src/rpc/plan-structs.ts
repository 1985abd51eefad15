/** A plan as the API answers it. The shape is told in `contract/plan-methods.ts`. */
import type { KeyChange } from '../config/changed-keys.ts';
import { type GroupPlan, hasChanges, type Plan, type ProcessPlan } from '../config/plan.ts';
import type { XmlRpcStruct } from './xmlrpc/values.ts';

export function planStruct(plan: Plan): XmlRpcStruct {
  return { has_changes: hasChanges(plan), groups: plan.groups.map(groupStruct) };
}

function groupStruct(group: GroupPlan): XmlRpcStruct {
  return {
    name: group.name,
    action: group.kind,
    changes: 'changes' in group ? group.changes.map(changeStruct) : [],
    processes: group.processes.map(processStruct),
  };
}

function processStruct(process: ProcessPlan): XmlRpcStruct {
  return {
    name: process.name,
    action: process.kind,
    changes: 'changes' in process ? process.changes.map(changeStruct) : [],
    ...(process.kind === 'restart' ? { starts_again: process.startsAgain } : {}),
  };
}

/** What is not set has no member: not every client knows nil. */
function changeStruct(change: KeyChange): XmlRpcStruct {
  const { key } = change;
  if (change.kind === 'hidden') {
    const { variable } = change;
    return { key, change: change.change, ...(variable === null ? {} : { variable }) };
  }
  const { from, to } = change;
  return {
    key,
    change: changeWord(from !== null, to !== null),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}

function changeWord(wasSet: boolean, isSet: boolean): 'set' | 'changed' | 'unset' {
  if (!wasSet) return 'set';
  return isSet ? 'changed' : 'unset';
}
