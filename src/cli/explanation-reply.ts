/** What `vigil.explainProcess` answers, read with care: members that a later version adds are kept for JSON. */
import type { Cause, Certainty, Explanation } from '../explain/explanation.ts';
import { isArray, isStruct, type XmlRpcStruct, type XmlRpcValue } from '../rpc/xmlrpc/values.ts';
import { UnexpectedReplyError } from './reply-values.ts';

/** The part that is shown as text. */
export type ShownExplanation = Pick<
  Explanation,
  | 'group'
  | 'name'
  | 'state'
  | 'since'
  | 'summary'
  | 'happened'
  | 'rule'
  | 'next'
  | 'causes'
  | 'output'
  | 'left_behind'
  | 'last_command'
>;

export function readExplanation(value: XmlRpcValue): ShownExplanation {
  const struct = structOf(value);
  const { since, output, left_behind: left, last_command: command } = struct;
  return {
    group: text(struct['group']),
    name: text(struct['name']),
    state: text(struct['state']),
    summary: text(struct['summary']),
    happened: text(struct['happened']),
    rule: { keys: [], text: text(structOf(struct['rule'])['text']) },
    next: { text: text(structOf(struct['next'])['text']) },
    causes: list(struct['causes']).map(readCause),
    ...(since === undefined ? {} : { since: number(since) }),
    ...(output === undefined ? {} : { output: readOutput(structOf(output)) }),
    ...(left === undefined ? {} : { left_behind: readLeftBehind(structOf(left)) }),
    ...(command === undefined ? {} : { last_command: readCommand(structOf(command)) }),
  };
}

function readCause(value: XmlRpcValue): Cause {
  const cause = structOf(value);
  const certainty = text(cause['certainty']);
  return {
    kind: text(cause['kind']),
    text: text(cause['text']),
    cure: text(cause['cure']),
    certainty: isCertainty(certainty) ? certainty : 'possible',
  };
}

function isCertainty(word: string): word is Certainty {
  return word === 'certain' || word === 'likely' || word === 'possible';
}

function readOutput(output: XmlRpcStruct): NonNullable<Explanation['output']> {
  return {
    stream: text(output['stream']),
    logfile: text(output['logfile']),
    lines: list(output['lines']).map((line) => text(line)),
  };
}

function readLeftBehind(left: XmlRpcStruct): NonNullable<Explanation['left_behind']> {
  return {
    text: text(left['text']),
    cure: text(left['cure']),
    processes: list(left['processes']).map((one) => {
      const { pid, command } = structOf(one);
      return { pid: number(pid), command: text(command) };
    }),
  };
}

function readCommand(command: XmlRpcStruct): NonNullable<Explanation['last_command']> {
  const { by } = command;
  return {
    verb: text(command['verb']),
    at: number(command['at']),
    ...(by === undefined ? {} : { by: text(by) }),
  };
}

function structOf(value: XmlRpcValue | undefined): XmlRpcStruct {
  if (value !== undefined && isStruct(value)) return value;
  throw new UnexpectedReplyError('expected a struct in the explanation');
}

function list(value: XmlRpcValue | undefined): readonly XmlRpcValue[] {
  if (value !== undefined && isArray(value)) return value;
  throw new UnexpectedReplyError('expected an array in the explanation');
}

function text(value: XmlRpcValue | undefined): string {
  // Text that XML cannot carry travels as base64.
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'string') return value;
  throw new UnexpectedReplyError('expected text in the explanation');
}

function number(value: XmlRpcValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new UnexpectedReplyError('expected a number in the explanation');
}
