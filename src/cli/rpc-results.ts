/** What the methods answer, each with the function that reads it. Source: Supervisor rpcinterface.py. */
import type { XmlRpcValue } from '../rpc/xmlrpc/codec.ts';
import { items, listOf, member, number, text, truth } from './reply-values.ts';

export interface ProcessName {
  readonly group: string;
  readonly name: string;
}

export function processName(value: XmlRpcValue): ProcessName {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
  };
}

export interface ProcessInfo extends ProcessName {
  /** Supervisor's number for the state. */
  readonly state: number;
  readonly statename: string;
  readonly description: string;
  /** 0 when it does not run. */
  readonly pid: number;
  /** Unix times in seconds; 0: never. */
  readonly start: number;
  readonly stop: number;
  readonly now: number;
  readonly exitStatus: number;
  /** Empty when nothing went wrong. */
  readonly spawnError: string;
  /** Empty when there is none. */
  readonly stdoutLog: string;
  readonly stderrLog: string;
}

export function processInfo(value: XmlRpcValue): ProcessInfo {
  return {
    ...processName(value),
    state: number(member(value, 'state')),
    statename: text(member(value, 'statename')),
    description: text(member(value, 'description')),
    pid: number(member(value, 'pid')),
    start: number(member(value, 'start')),
    stop: number(member(value, 'stop')),
    now: number(member(value, 'now')),
    exitStatus: number(member(value, 'exitstatus')),
    spawnError: text(member(value, 'spawnerr')),
    stdoutLog: text(member(value, 'stdout_logfile')),
    stderrLog: text(member(value, 'stderr_logfile')),
  };
}

/** One process of the kernel, with the group and the name of the program that it belongs to. */
export interface TreeEntry extends ProcessName {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** `main`, `member` or `leftover`. */
  readonly role: string;
  /** Seconds of CPU time. */
  readonly cpu: number;
  /** Resident memory in bytes. */
  readonly rss: number;
  /** Unix time in seconds. */
  readonly start: number;
}

export function treeEntry(value: XmlRpcValue): TreeEntry {
  return {
    ...processName(value),
    pid: number(member(value, 'pid')),
    parent: number(member(value, 'parent')),
    command: text(member(value, 'command')),
    role: text(member(value, 'role')),
    cpu: number(member(value, 'cpu')),
    rss: number(member(value, 'rss')),
    start: number(member(value, 'start')),
  };
}

/** What became of an upgrade. */
export interface UpgradeState {
  /** `none`, `under-way`, `done` or `failed`. */
  readonly state: string;
  /** Why it failed. */
  readonly problem: string;
}

export function upgradeState(value: XmlRpcValue): UpgradeState {
  return {
    state: text(member(value, 'state')),
    problem: text(member(value, 'problem')),
  };
}

/** What became of one process in a call that concerns several. */
export interface ProcessResult extends ProcessName {
  /** A code of {@link FAULTS}, SUCCESS included. */
  readonly status: number;
  readonly description: string;
}

export function processResult(value: XmlRpcValue): ProcessResult {
  return {
    ...processName(value),
    status: number(member(value, 'status')),
    description: text(member(value, 'description')),
  };
}

export interface ConfigInfo extends ProcessName {
  readonly inuse: boolean;
  readonly autostart: boolean;
  readonly groupPriority: number;
  readonly processPriority: number;
}

export function configInfo(value: XmlRpcValue): ConfigInfo {
  return {
    ...processName(value),
    inuse: truth(member(value, 'inuse')),
    autostart: truth(member(value, 'autostart')),
    groupPriority: number(member(value, 'group_prio')),
    processPriority: number(member(value, 'process_prio')),
  };
}

/** Of one process. */
export interface Tally extends ProcessName {
  readonly starts: number;
  readonly failures: number;
  /** Bytes that could not be written to its logs. */
  readonly stdoutLost: number;
  readonly stderrLost: number;
}

export function tally(value: XmlRpcValue): Tally {
  return {
    ...processName(value),
    starts: number(member(value, 'starts')),
    failures: number(member(value, 'failures')),
    stdoutLost: number(member(value, 'stdout_lost')),
    stderrLost: number(member(value, 'stderr_lost')),
  };
}

export interface ListenerPool {
  readonly name: string;
  readonly bufferSize: number;
  /** How many events wait. */
  readonly buffered: number;
  readonly processed: number;
  /** How many were lost because the buffer was full. */
  readonly discarded: number;
}

export function listenerPool(value: XmlRpcValue): ListenerPool {
  return {
    name: text(member(value, 'name')),
    bufferSize: number(member(value, 'buffer_size')),
    buffered: number(member(value, 'buffered')),
    processed: number(member(value, 'processed')),
    discarded: number(member(value, 'discarded')),
  };
}

/** Names of groups. */
export interface ConfigChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function configChanges(value: XmlRpcValue): ConfigChanges {
  const [lists] = items(value);
  const [added, changed, removed] = items(lists).map(listOf(text));
  return { added: added ?? [], changed: changed ?? [], removed: removed ?? [] };
}

/** A process that was enabled or disabled. */
export interface SwitchedProcess extends ProcessName {
  /** Or on its way. */
  readonly isRunning: boolean;
}

export function switchedProcess(value: XmlRpcValue): SwitchedProcess {
  return {
    ...processName(value),
    isRunning: truth(member(value, 'running')),
  };
}
