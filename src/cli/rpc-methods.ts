/** The methods that the client calls, with their parameters and results; each result is read by a checking function. */
import type { XmlRpcValue } from '../rpc/xmlrpc/codec.ts';
import { listOf, number, text, truth } from './reply-values.ts';
import {
  type ConfigChanges,
  type ConfigInfo,
  configChanges,
  configInfo,
  type ListenerPool,
  listenerPool,
  type ProcessInfo,
  type ProcessName,
  type ProcessResult,
  processInfo,
  processName,
  processResult,
  type SwitchedProcess,
  switchedProcess,
  type Tally,
  type TreeEntry,
  tally,
  treeEntry,
  type UpgradeState,
  upgradeState,
} from './rpc-results.ts';

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
    result: readonly ProcessName[];
  };
  'vigil.upgrade': { params: [path: string]; result: boolean };
  'vigil.getUpgrade': { params: []; result: UpgradeState };
  'vigil.getTallies': { params: []; result: readonly Tally[] };
  'vigil.getListenerPools': { params: []; result: readonly ListenerPool[] };
  /** Read by `explanation-reply.ts`. */
  'vigil.explainProcess': { params: [name: string]; result: XmlRpcValue };
}

export type RpcMethod = keyof RpcMethods;

export const RESULT_READERS: {
  readonly [Method in RpcMethod]: (value: XmlRpcValue) => RpcMethods[Method]['result'];
} = {
  'supervisor.getVersion': text,
  'supervisor.getSupervisorVersion': text,
  'supervisor.getPID': number,
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
  'vigil.getDisabled': listOf(processName),
  'vigil.upgrade': truth,
  'vigil.getUpgrade': upgradeState,
  'vigil.getTallies': listOf(tally),
  'vigil.getListenerPools': listOf(listenerPool),
  'vigil.explainProcess': (value) => value,
};
