/**
 * The methods that the client calls, with their parameters and results. Replies come from another program, perhaps
 * another one than expected, so each result is read by a checking function. Source: Supervisor rpcinterface.py.
 */
import type { XmlRpcValue } from '../rpc/xmlrpc/codec.ts';

export interface ProcessInfo {
  readonly group: string;
  readonly name: string;
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

/** One process of the kernel that belongs to a program. */
export interface TreeEntry {
  /** Group and name of the program. */
  readonly group: string;
  readonly name: string;
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

/** What became of an upgrade. */
export interface UpgradeState {
  /** `none`, `under-way`, `done` or `failed`. */
  readonly state: string;
  /** Why it failed. */
  readonly problem: string;
}

/** What became of one process in a call that concerns several. */
export interface ProcessResult {
  readonly group: string;
  readonly name: string;
  /** A code of {@link FAULTS}, SUCCESS included. */
  readonly status: number;
  readonly description: string;
}

export interface ConfigInfo {
  readonly group: string;
  readonly name: string;
  readonly inuse: boolean;
  readonly autostart: boolean;
  readonly groupPriority: number;
  readonly processPriority: number;
}

/** Of one process. */
export interface Tally {
  readonly group: string;
  readonly name: string;
  readonly starts: number;
  readonly failures: number;
  /** Bytes that could not be written to its logs. */
  readonly stdoutLost: number;
  readonly stderrLost: number;
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

/** Names of groups. */
export interface ConfigChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** A process that was enabled or disabled. */
export interface SwitchedProcess {
  readonly group: string;
  readonly name: string;
  /** Or on its way. */
  readonly isRunning: boolean;
}

type Pairs = readonly (readonly [name: string, value: string])[];

export interface RpcMethods {
  'supervisor.getVersion': { params: []; result: string };
  'supervisor.getSupervisorVersion': { params: []; result: string };
  'supervisor.getPID': { params: []; result: number };
  'supervisor.shutdown': { params: []; result: boolean };
  'supervisor.restart': { params: []; result: boolean };
  'supervisor.reloadConfig': { params: []; result: ConfigChanges };
  'supervisor.addProcessGroup': { params: [name: string]; result: boolean };
  'supervisor.removeProcessGroup': { params: [name: string]; result: boolean };
  'supervisor.getAllConfigInfo': { params: []; result: readonly ConfigInfo[] };
  'supervisor.getAllProcessInfo': { params: []; result: readonly ProcessInfo[] };
  'supervisor.getProcessInfo': { params: [name: string]; result: ProcessInfo };
  'supervisor.startAllProcesses': { params: []; result: readonly ProcessResult[] };
  'supervisor.startProcessGroup': { params: [name: string]; result: readonly ProcessResult[] };
  'supervisor.startProcess': { params: [name: string]; result: boolean };
  'supervisor.stopAllProcesses': { params: []; result: readonly ProcessResult[] };
  'supervisor.stopProcessGroup': { params: [name: string]; result: readonly ProcessResult[] };
  'supervisor.stopProcess': { params: [name: string]; result: boolean };
  'supervisor.signalAllProcesses': { params: [signal: string]; result: readonly ProcessResult[] };
  'supervisor.signalProcessGroup': {
    params: [name: string, signal: string];
    result: readonly ProcessResult[];
  };
  'supervisor.signalProcess': { params: [name: string, signal: string]; result: boolean };
  'supervisor.clearAllProcessLogs': { params: []; result: readonly ProcessResult[] };
  'supervisor.clearProcessLogs': { params: [name: string]; result: boolean };
  'supervisor.readLog': { params: [offset: number, length: number]; result: string };
  'supervisor.readProcessStdoutLog': {
    params: [name: string, offset: number, length: number];
    result: string;
  };
  'supervisor.readProcessStderrLog': {
    params: [name: string, offset: number, length: number];
    result: string;
  };
  'supervisor.sendProcessStdin': { params: [name: string, text: string]; result: boolean };
  'vigil.getProcessTree': { params: [name: string]; result: readonly TreeEntry[] };
  /** Read by `plan-reply.ts`, shown as it is by `--json`. */
  'vigil.plan': { params: [names: readonly string[]]; result: XmlRpcValue };
  'vigil.apply': { params: [names: readonly string[]]; result: XmlRpcValue };
  /** Shown as it is by `-o json`. */
  'vigil.getHistory': { params: [name: string, since: number, limit: number]; result: XmlRpcValue };
  'vigil.disable': { params: [names: readonly string[]]; result: readonly SwitchedProcess[] };
  'vigil.enable': { params: [names: readonly string[]]; result: readonly SwitchedProcess[] };
  'vigil.addProgram': {
    params: [name: string, keys: Pairs, environment: Pairs, isSaved: boolean];
    result: boolean;
  };
  'vigil.forgetProgram': { params: [name: string, end: boolean]; result: boolean };
  'vigil.getDisabled': {
    params: [];
    result: readonly { readonly group: string; readonly name: string }[];
  };
  'vigil.upgrade': { params: [path: string]; result: boolean };
  'vigil.getUpgrade': { params: []; result: UpgradeState };
  'vigil.getTallies': { params: []; result: readonly Tally[] };
  'vigil.getListenerPools': { params: []; result: readonly ListenerPool[] };
  /** Read by `explanation-reply.ts`. */
  'vigil.explainProcess': { params: [name: string]; result: XmlRpcValue };
}

export type RpcMethod = keyof RpcMethods;

/** A reply that is XML-RPC, but not what the method promises. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';
}

export const RESULT_READERS: {
  readonly [Method in RpcMethod]: (value: XmlRpcValue) => RpcMethods[Method]['result'];
} = {
  'supervisor.getVersion': text,
  'supervisor.getSupervisorVersion': text,
  'supervisor.getPID': integer,
  'supervisor.shutdown': truth,
  'supervisor.restart': truth,
  'supervisor.reloadConfig': configChanges,
  'supervisor.addProcessGroup': truth,
  'supervisor.removeProcessGroup': truth,
  'supervisor.getAllConfigInfo': listOf(configInfo),
  'supervisor.getAllProcessInfo': listOf(processInfo),
  'supervisor.getProcessInfo': processInfo,
  'supervisor.startAllProcesses': listOf(processResult),
  'supervisor.startProcessGroup': listOf(processResult),
  'supervisor.startProcess': truth,
  'supervisor.stopAllProcesses': listOf(processResult),
  'supervisor.stopProcessGroup': listOf(processResult),
  'supervisor.stopProcess': truth,
  'supervisor.signalAllProcesses': listOf(processResult),
  'supervisor.signalProcessGroup': listOf(processResult),
  'supervisor.signalProcess': truth,
  'supervisor.clearAllProcessLogs': listOf(processResult),
  'supervisor.clearProcessLogs': truth,
  'supervisor.readLog': text,
  'supervisor.readProcessStdoutLog': text,
  'supervisor.readProcessStderrLog': text,
  'supervisor.sendProcessStdin': truth,
  'vigil.getProcessTree': listOf(treeEntry),
  'vigil.plan': (value) => value,
  'vigil.apply': (value) => value,
  'vigil.getHistory': (value) => value,
  'vigil.disable': listOf(switchedProcess),
  'vigil.enable': listOf(switchedProcess),
  'vigil.addProgram': truth,
  'vigil.forgetProgram': truth,
  'vigil.getDisabled': listOf((value) => ({
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
  })),
  'vigil.upgrade': truth,
  'vigil.getUpgrade': (value) => ({
    state: text(member(value, 'state')),
    problem: text(member(value, 'problem')),
  }),
  'vigil.getTallies': listOf(tally),
  'vigil.getListenerPools': listOf(listenerPool),
  'vigil.explainProcess': (value) => value,
};

function processInfo(value: XmlRpcValue): ProcessInfo {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    state: integer(member(value, 'state')),
    statename: text(member(value, 'statename')),
    description: text(member(value, 'description')),
    pid: integer(member(value, 'pid')),
    start: integer(member(value, 'start')),
    stop: integer(member(value, 'stop')),
    now: integer(member(value, 'now')),
    exitStatus: integer(member(value, 'exitstatus')),
    spawnError: text(member(value, 'spawnerr')),
    stdoutLog: text(member(value, 'stdout_logfile')),
    stderrLog: text(member(value, 'stderr_logfile')),
  };
}

function treeEntry(value: XmlRpcValue): TreeEntry {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    pid: integer(member(value, 'pid')),
    parent: integer(member(value, 'parent')),
    command: text(member(value, 'command')),
    role: text(member(value, 'role')),
    cpu: integer(member(value, 'cpu')),
    rss: integer(member(value, 'rss')),
    start: integer(member(value, 'start')),
  };
}

function processResult(value: XmlRpcValue): ProcessResult {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    status: integer(member(value, 'status')),
    description: text(member(value, 'description')),
  };
}

function switchedProcess(value: XmlRpcValue): SwitchedProcess {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    isRunning: truth(member(value, 'running')),
  };
}

function tally(value: XmlRpcValue): Tally {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    starts: integer(member(value, 'starts')),
    failures: integer(member(value, 'failures')),
    stdoutLost: integer(member(value, 'stdout_lost')),
    stderrLost: integer(member(value, 'stderr_lost')),
  };
}

function listenerPool(value: XmlRpcValue): ListenerPool {
  return {
    name: text(member(value, 'name')),
    bufferSize: integer(member(value, 'buffer_size')),
    buffered: integer(member(value, 'buffered')),
    processed: integer(member(value, 'processed')),
    discarded: integer(member(value, 'discarded')),
  };
}

function configInfo(value: XmlRpcValue): ConfigInfo {
  return {
    group: text(member(value, 'group')),
    name: text(member(value, 'name')),
    inuse: truth(member(value, 'inuse')),
    autostart: truth(member(value, 'autostart')),
    groupPriority: integer(member(value, 'group_prio')),
    processPriority: integer(member(value, 'process_prio')),
  };
}

function configChanges(value: XmlRpcValue): ConfigChanges {
  const [lists] = items(value);
  const [added, changed, removed] = items(lists).map(listOf(text));
  return { added: added ?? [], changed: changed ?? [], removed: removed ?? [] };
}

function listOf<Item>(read: (value: XmlRpcValue) => Item): (value: XmlRpcValue) => readonly Item[] {
  return (value) => items(value).map(read);
}

function items(value: XmlRpcValue | undefined): readonly XmlRpcValue[] {
  if (Array.isArray(value)) return value;
  throw mismatch('an array', value);
}

function member(value: XmlRpcValue, key: string): XmlRpcValue {
  if (typeof value === 'object' && value !== null && key in value) {
    return (value as { readonly [key: string]: XmlRpcValue })[key] as XmlRpcValue;
  }
  throw mismatch(`a struct with a member "${key}"`, value);
}

function text(value: XmlRpcValue): string {
  // Text that XML cannot carry travels as base64.
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'string') return value;
  throw mismatch('text', value);
}

function integer(value: XmlRpcValue): number {
  if (typeof value === 'number') return value;
  throw mismatch('a number', value);
}

/** Supervisor answers 1 where a boolean is promised, here and there. */
function truth(value: XmlRpcValue): boolean {
  return Boolean(value);
}

function mismatch(expected: string, value: XmlRpcValue | undefined): UnexpectedReplyError {
  const shown = JSON.stringify(value) ?? 'nothing';
  return new UnexpectedReplyError(`expected ${expected} in the reply, got ${shown.slice(0, 200)}`);
}
