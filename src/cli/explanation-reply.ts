/** What `vigil.explainProcess` answers, read with care: members that a later version adds are kept for JSON. */
import type { Cause, Certainty, Explanation } from '../explain/explanation.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../rpc/xmlrpc/values.ts';
import { items, number, struct, text } from './reply-values.ts';

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
  const explanation = struct(value);
  const { since, output, left_behind: left, last_command: command } = explanation;
  return {
    group: text(explanation['group']),
    name: text(explanation['name']),
    state: text(explanation['state']),
    summary: text(explanation['summary']),
    happened: text(explanation['happened']),
    rule: { keys: [], text: text(struct(explanation['rule'])['text']) },
    next: { text: text(struct(explanation['next'])['text']) },
    causes: items(explanation['causes']).map(readCause),
    ...(since === undefined ? {} : { since: number(since) }),
    ...(output === undefined ? {} : { output: readOutput(struct(output)) }),
    ...(left === undefined ? {} : { left_behind: readLeftBehind(struct(left)) }),
    ...(command === undefined ? {} : { last_command: readCommand(struct(command)) }),
  };
}

function readCause(value: XmlRpcValue): Cause {
  const cause = struct(value);
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
    lines: items(output['lines']).map((line) => text(line)),
  };
}

function readLeftBehind(left: XmlRpcStruct): NonNullable<Explanation['left_behind']> {
  return {
    text: text(left['text']),
    cure: text(left['cure']),
    processes: items(left['processes']).map((one) => {
      const { pid, command } = struct(one);
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
