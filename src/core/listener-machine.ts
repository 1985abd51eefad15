/**
 * The event-listener protocol as a pure function: from what a listener says on its standard output to its next state and
 * what follows from that. A listener says `READY` and a newline, gets an event, says `RESULT <n>`, a newline and n bytes,
 * and is then where it began. How the bytes are cut into reads never matters. Source: Supervisor dispatchers.py,
 * PEventListenerDispatcher.
 *
 * Different on purpose: a negative length and a result line of more than {@link LONGEST_RESULT_LINE} bytes are bad result
 * lines, where Supervisor waits for ever; and a result is compared while it comes, never collected.
 */
import { assertNever } from './assert-never.ts';
import type { LogLevel } from './log-level.ts';

export type ListenerState =
  /** Not ready yet. `heard` is the beginning of what should become `READY`. */
  | { readonly name: 'ACKNOWLEDGED'; readonly heard: Uint8Array }
  | { readonly name: 'READY' }
  /** Works on an event. `line` is the beginning of its result line; `result` is null until that line is whole. */
  | { readonly name: 'BUSY'; readonly line: Uint8Array; readonly result: PartialResult | null }
  /** Broke the protocol: gets no events until the process starts anew. */
  | { readonly name: 'UNKNOWN' };

export type ListenerStateName = ListenerState['name'];

interface PartialResult {
  readonly length: number;
  readonly received: number;
  /** Whether everything so far is what `OK` has in the same place. */
  readonly isOk: boolean;
  /** What came of it; null where nobody is going to judge it. */
  readonly body: Uint8Array | null;
}

/** What is thought of a result. */
export type Verdict =
  | { readonly kind: 'accepted' | 'rejected' }
  /** The judge itself failed: the listener gets no more events. */
  | { readonly kind: 'failed'; readonly reason: string };

export type ListenerEffect =
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }
  /** The event was processed and is done with. */
  | { readonly kind: 'accepted' }
  /** The event goes back to the front of the pool's buffer. */
  | { readonly kind: 'rejected' };

export interface ListenerStep {
  readonly next: ListenerState;
  readonly effects: readonly ListenerEffect[];
}

export interface ListenerContext {
  /** The name of the process. */
  readonly name: string;
  /** Shows bytes in a log line. */
  readonly textOf: (bytes: Uint8Array) => string;
  /** Judges a whole result. Absent: `OK` is accepted, anything else is rejected. */
  readonly judge?: (result: Uint8Array) => Verdict;
}

type State<Name extends ListenerStateName> = Extract<ListenerState, { name: Name }>;

/** One step over a part of the bytes. */
interface Advance extends ListenerStep {
  readonly rest: Uint8Array;
}

export const LONGEST_RESULT_LINE = 4096;
/** A longer result is collected for no judge: its line is a bad one. Some listeners answer with the whole event. */
const LONGEST_JUDGED_RESULT = 2 * 1024 * 1024;

const NOTHING = new Uint8Array(0);
const NEWLINE = 0x0a;
const READY_TOKEN = asciiBytes('READY\n');
const OK = asciiBytes('OK');
const USUAL_ANSWER = asciiBytes('RESULT 2\nOKREADY\n');
/** The length of `RESULT `, which is not looked at. */
const RESULT_PREFIX_LENGTH = 7;

/** The state at each start of the process. */
export const INITIAL_LISTENER_STATE: ListenerState = { name: 'ACKNOWLEDGED', heard: NOTHING };

/** The state once an event was sent to a listener that was READY. */
export const BUSY_LISTENER_STATE: ListenerState = { name: 'BUSY', line: NOTHING, result: null };

const READY: ListenerState = { name: 'READY' };

/** `bytes` may be reused by the caller afterwards. */
export function feedListener(
  state: ListenerState,
  bytes: Uint8Array,
  context: ListenerContext,
): ListenerStep {
  if (state === BUSY_LISTENER_STATE && context.judge === undefined && isSame(bytes, USUAL_ANSWER)) {
    return usualAnswer(context);
  }
  const effects: ListenerEffect[] = [];
  let current = state;
  let rest = bytes;
  while (rest.byteLength > 0) {
    const advance = consume(current, rest, context);
    effects.push(...advance.effects);
    current = advance.next;
    rest = advance.rest;
  }
  return { next: current, effects };
}

/** Nearly all that is ever heard: the event was processed, and the next may come. A fifth of what the steps would cost. */
function usualAnswer(context: ListenerContext): ListenerStep {
  const { next, effects } = concluded({ kind: 'accepted' }, context);
  return { next: READY, effects: [...effects, changed(next, 'READY', context)] };
}

function consume(state: ListenerState, bytes: Uint8Array, context: ListenerContext): Advance {
  switch (state.name) {
    case 'ACKNOWLEDGED':
      return awaitReady(state, bytes, context);
    case 'READY':
      return enterUnknown(state, context);
    case 'BUSY':
      return state.result === null
        ? awaitResultLine(state, bytes, context)
        : awaitResult(state.result, bytes, context);
    case 'UNKNOWN':
      return { next: state, effects: [], rest: NOTHING };
    default:
      return assertNever(state);
  }
}

function awaitReady(state: State<'ACKNOWLEDGED'>, bytes: Uint8Array, context: ListenerContext): Advance {
  const missing = READY_TOKEN.byteLength - state.heard.byteLength;
  const heard = joined(state.heard, bytes.subarray(0, missing));
  const rest = bytes.subarray(missing);
  if (heard.byteLength < READY_TOKEN.byteLength) {
    return { next: { name: 'ACKNOWLEDGED', heard }, effects: [], rest };
  }
  if (!isSame(heard, READY_TOKEN)) return enterUnknown(state, context);
  return { next: READY, effects: [changed(state, 'READY', context)], rest };
}

function awaitResultLine(state: State<'BUSY'>, bytes: Uint8Array, context: ListenerContext): Advance {
  const room = LONGEST_RESULT_LINE - state.line.byteLength;
  const end = bytes.subarray(0, room + 1).indexOf(NEWLINE);
  const line = joined(state.line, bytes.subarray(0, end < 0 ? room : end));
  if (end < 0 && bytes.byteLength <= room) {
    return { next: { ...state, line }, effects: [], rest: NOTHING };
  }
  const length = end < 0 ? null : parseLength(line.subarray(RESULT_PREFIX_LENGTH));
  const isJudged = context.judge !== undefined;
  if (length === null || (isJudged && length > LONGEST_JUDGED_RESULT)) {
    return badResultLine(state, line, context);
  }
  const body = isJudged ? NOTHING : null;
  const result = { length, received: 0, isOk: length === OK.byteLength, body };
  return { next: { ...state, line, result }, effects: [], rest: bytes.subarray(end + 1) };
}

function badResultLine(state: State<'BUSY'>, line: Uint8Array, context: ListenerContext): Advance {
  const unknown = enterUnknown(state, context);
  const reported = log('warn', `${context.name}: bad result line: '${context.textOf(line)}'`);
  return { ...unknown, effects: [reported, ...unknown.effects, { kind: 'rejected' }] };
}

/** An empty result is seen only with the first byte after it, as in Supervisor. */
function awaitResult(result: PartialResult, bytes: Uint8Array, context: ListenerContext): Advance {
  const part = bytes.subarray(0, result.length - result.received);
  const rest = bytes.subarray(part.byteLength);
  const received = result.received + part.byteLength;
  const body = result.body === null ? null : joined(result.body, part);
  const isOk = result.isOk && isSame(part, OK.subarray(result.received, received));
  if (received < result.length) {
    const next: ListenerState = { name: 'BUSY', line: NOTHING, result: { ...result, received, isOk, body } };
    return { next, effects: [], rest };
  }
  return { ...concluded(verdictOn(body, isOk, context), context), rest };
}

function verdictOn(body: Uint8Array | null, isOk: boolean, { judge }: ListenerContext): Verdict {
  if (body !== null && judge !== undefined) return judge(body);
  return { kind: isOk ? 'accepted' : 'rejected' };
}

function concluded(verdict: Verdict, context: ListenerContext): ListenerStep {
  if (verdict.kind === 'failed') return judgeFailed(verdict.reason, context);
  const done = changed(BUSY_LISTENER_STATE, 'ACKNOWLEDGED', context);
  const effects: readonly ListenerEffect[] =
    verdict.kind === 'accepted'
      ? [log('debug', `${context.name}: event was processed`), done, { kind: 'accepted' }]
      : [log('warn', `${context.name}: event was rejected`), done, { kind: 'rejected' }];
  return { next: INITIAL_LISTENER_STATE, effects };
}

function judgeFailed(reason: string, context: ListenerContext): ListenerStep {
  const { next, effects } = enterUnknown(BUSY_LISTENER_STATE, context);
  const reported = log('warn', `${context.name}: event caused an error: ${reason}`);
  return { next, effects: [reported, ...effects, { kind: 'rejected' }] };
}

function enterUnknown(state: ListenerState, context: ListenerContext): Advance {
  const sentence =
    `${context.name}: has entered the UNKNOWN state and will no longer receive events, ` +
    'this usually indicates the process violated the eventlistener protocol';
  return {
    next: { name: 'UNKNOWN' },
    effects: [changed(state, 'UNKNOWN', context), log('warn', sentence)],
    rest: NOTHING,
  };
}

function changed(from: ListenerState, to: ListenerStateName, { name }: ListenerContext): ListenerEffect {
  return log('debug', `${name}: ${from.name} -> ${to}`);
}

function log(level: LogLevel, message: string): ListenerEffect {
  return { kind: 'log', level, message };
}

/** What Python's `int()` makes of it; null for what is no number, negative, or too large to count to. */
function parseLength(bytes: Uint8Array): number | null {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+(?:_\d+)*)[ \t\n\v\f\r]*$/.exec(asciiText(bytes));
  if (match === null) return null;
  const length = Number(match[2]?.replaceAll('_', ''));
  if (!Number.isSafeInteger(length) || (match[1] === '-' && length !== 0)) return null;
  return length;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.byteLength + second.byteLength);
  whole.set(first);
  whole.set(second, first.byteLength);
  return whole;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.byteLength !== other.byteLength) return false;
  for (let index = 0; index < one.byteLength; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function asciiText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
