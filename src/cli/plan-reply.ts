/** What `vigil.plan` and `vigil.apply` answer, read with care, and their faults as sentences. */
import { FAULTS } from '../rpc/faults.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../rpc/xmlrpc/values.ts';
import type { Fault } from './client.ts';
import { UnexpectedFaultError } from './replies.ts';
import { items, mismatch, struct, text } from './reply-values.ts';

const ACTIONS = ['add', 'remove', 'restart', 'change-live', 'untouched'] as const;
export type PlannedAction = (typeof ACTIONS)[number];

export interface PlannedChange {
  readonly key: string;
  /** Of the key `environment`. */
  readonly variable: string | null;
  readonly change: string;
  /** Null: not set, or not shown. */
  readonly from: XmlRpcValue;
  readonly to: XmlRpcValue;
}

export interface PlannedProcess {
  readonly name: string;
  readonly action: PlannedAction;
  readonly changes: readonly PlannedChange[];
  /** False: it is down and stays so. */
  readonly startsAgain: boolean;
}

export interface PlannedGroup {
  readonly name: string;
  /** About the group's own keys. */
  readonly action: PlannedAction;
  readonly changes: readonly PlannedChange[];
  readonly processes: readonly PlannedProcess[];
}

export interface PlanReply {
  readonly hasChanges: boolean;
  readonly groups: readonly PlannedGroup[];
  /** `name` is empty for a whole group. */
  readonly failures: readonly { readonly group: string; readonly name: string; readonly message: string }[];
}

export function readPlan(value: XmlRpcValue): PlanReply {
  const plan = struct(value);
  return {
    hasChanges: plan['has_changes'] === true,
    groups: structs(plan['groups']).map((group) => ({
      name: text(group['name']),
      action: action(group['action']),
      changes: structs(group['changes']).map(readChange),
      processes: structs(group['processes']).map(readProcess),
    })),
    failures: structs(plan['failures'] ?? []).map((failure) => ({
      group: text(failure['group']),
      name: text(failure['name']),
      message: text(failure['message']),
    })),
  };
}

/** One sentence for each thing that is wrong. Throws for a fault that nobody expects. */
export function refusalSentences(fault: Fault): readonly string[] {
  const about = fault.message.replace(/^[A-Z_]+: ?/, '');
  switch (fault.code) {
    case FAULTS.UNKNOWN_METHOD:
      return ['this daemon offers neither plan nor apply; "reread" and "update" do it for whole groups'];
    case FAULTS.CANT_REREAD:
      return about.split('\n');
    case FAULTS.BAD_NAME:
      return about.split(' ').map((name) => `no such process/group: ${name}`);
    case FAULTS.BAD_ARGUMENTS:
      return [about];
    case FAULTS.SHUTDOWN_STATE:
      return ['supervisor shutting down'];
    default:
      throw new UnexpectedFaultError(fault);
  }
}

function readProcess(process: XmlRpcStruct): PlannedProcess {
  return {
    name: text(process['name']),
    action: action(process['action']),
    changes: structs(process['changes']).map(readChange),
    startsAgain: process['starts_again'] !== false,
  };
}

function readChange(change: XmlRpcStruct): PlannedChange {
  return {
    key: text(change['key']),
    variable: change['variable'] === undefined ? null : text(change['variable']),
    change: text(change['change']),
    from: change['from'] ?? null,
    to: change['to'] ?? null,
  };
}

function action(value: XmlRpcValue | undefined): PlannedAction {
  const found = ACTIONS.find((name) => name === value);
  if (found === undefined) throw mismatch('an action of a plan', value);
  return found;
}

function structs(value: XmlRpcValue | undefined): readonly XmlRpcStruct[] {
  return items(value).map(struct);
}
