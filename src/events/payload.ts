/**
 * The texts of events, to the letter, and the envelope in which a listener gets them. Source: Supervisor events.py;
 * process.py, EventListenerPool.
 */
import type { MainProcessChange, StateChange } from '../core/process-effect.ts';
import type { PublicStateName } from '../core/process-state.ts';
import { pythonBytesRepr } from '../core/python-bytes.ts';

export interface ProcessIdentity {
  readonly process: string;
  readonly group: string;
}

/** What an event of a state tells beside the state before it, in this order. */
const STATE_KEYS = {
  STOPPED: ['pid'],
  STARTING: ['tries'],
  RUNNING: ['pid'],
  BACKOFF: ['tries'],
  STOPPING: ['pid'],
  EXITED: ['expected', 'pid'],
  FATAL: [],
  UNKNOWN: [],
} as const satisfies Record<PublicStateName, readonly (keyof StateChange)[]>;

export function statePayload(identity: ProcessIdentity, change: StateChange): string {
  const extra = STATE_KEYS[change.to].map((key) => ` ${key}:${Number(change[key])}`);
  return `${names(identity)} from_state:${change.from}${extra.join('')}`;
}

export function mainPayload(identity: ProcessIdentity, { from, to, origin }: MainProcessChange): string {
  return `${names(identity)} pid:${to} former_pid:${from} reason:${origin}`;
}

export interface OutputOrigin extends ProcessIdentity {
  /** Of the child that runs, or ran last. */
  readonly pid: number;
  readonly channel: 'stdout' | 'stderr';
}

export function logPayload(origin: OutputOrigin, data: Uint8Array): string {
  return `${names(origin)} pid:${origin.pid} channel:${origin.channel}\n${textOrRepr(data)}`;
}

export function communicationPayload(origin: OutputOrigin, data: Uint8Array): string {
  return `${names(origin)} pid:${origin.pid}\n${textOrRepr(data)}`;
}

export function remotePayload(type: string, data: string): string {
  return `type:${type}\n${data}`;
}

export function groupPayload(group: string): string {
  return `groupname:${group}\n`;
}

/** `when` in seconds since the Unix epoch. */
export function tickPayload(when: number): string {
  return `when:${when}`;
}

export interface EnvelopeFacts {
  /** The daemon's identifier. */
  readonly server: string;
  readonly serial: number;
  readonly pool: string;
  readonly poolSerial: number;
  readonly eventName: string;
  readonly payload: string;
}

/** Header line and payload. `len` counts code points, which is what Python's text streams read. */
export function envelope(facts: EnvelopeFacts): string {
  const { server, serial, pool, poolSerial, eventName, payload } = facts;
  return (
    `ver:3.0 server:${server} serial:${serial} pool:${pool} poolserial:${poolSerial} ` +
    `eventname:${eventName} len:${codePointCount(payload)}\n${payload}`
  );
}

/** The bytes as text; what is not UTF-8 as Python shows it. */
export function textOrRepr(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: nothing is left out, only written differently.
    return `Undecodable: ${pythonBytesRepr(bytes)}`;
  }
}

function names({ process, group }: ProcessIdentity): string {
  return `processname:${process} groupname:${group}`;
}

function codePointCount(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
