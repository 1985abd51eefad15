/**
 * What `start`, `stop` and `signal` have in common: names, groups or `all`, each name its own call in turn, and one
 * line for each process. Source: Supervisor supervisorctl.py, do_start(), do_stop(), do_signal().
 */

import { joinNamespec, splitNamespec } from '../core/namespec.ts';
import { FAULTS } from '../rpc/faults.ts';
import type { Reply } from './client.ts';
import { type ExitStatus, exitStatusOfFault } from './exit-status.ts';
import { showingProgress, type Task } from './progress.ts';
import { resultOf, UnexpectedFaultError, UnknownResultError } from './replies.ts';
import type { ProcessInfo, ProcessResult } from './rpc-results.ts';
import type { Session } from './session.ts';

export interface ProcessVerb {
  /** As in `web: started`. */
  readonly success: string;
  /** Whether a process is where the verb leads to. Absent: that is no matter of time. */
  readonly isDone?: (info: ProcessInfo) => boolean;
  /** What a code means, as in `web: ERROR (no such process)`. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Whether the text of a FAILED fault is a whole line by itself. */
  readonly showsFailureText: boolean;
  /** A code that does not touch the exit status. */
  readonly ignoredCode?: number;
  readonly unknownGroupStatus: ExitStatus;
  all(): Promise<Reply<readonly ProcessResult[]>>;
  group(name: string): Promise<Reply<readonly ProcessResult[]>>;
  process(name: string): Promise<Reply<boolean>>;
}

export async function applyToProcesses(
  session: Session,
  names: readonly string[],
  verb: ProcessVerb,
): Promise<void> {
  if (names.includes('all')) {
    reportAll(session, verb, resultOf(await showingProgress(session, taskOf(verb, null), verb.all())));
    return;
  }
  for (const name of names) {
    const { group, process } = splitNamespec(name);
    if (process === null) await applyToGroup(session, group, verb);
    else await applyToProcess(session, { name, group, process }, verb);
  }
}

/** What progress is about; null where there is none. */
function taskOf({ success, isDone }: ProcessVerb, group: string | null): Task | null {
  return isDone === undefined ? null : { done: success, isDone, group };
}

async function applyToGroup(session: Session, group: string, verb: ProcessVerb): Promise<void> {
  const reply = await showingProgress(session, taskOf(verb, group), verb.group(group));
  if (reply.kind === 'result') {
    reportAll(session, verb, reply.value);
    return;
  }
  if (reply.code !== FAULTS.BAD_NAME) throw new UnexpectedFaultError(reply);
  session.output.line(`${group}: ERROR (no such group)`);
  session.unknownName(`${group}:*`);
  session.fail(verb.unknownGroupStatus);
}

async function applyToProcess(
  session: Session,
  target: { readonly name: string; readonly group: string; readonly process: string },
  verb: ProcessVerb,
): Promise<void> {
  const reply = await verb.process(target.name);
  if (reply.kind === 'fault' && reply.code === FAULTS.NOT_PERMITTED) throw new UnexpectedFaultError(reply);
  const [status, description] =
    reply.kind === 'result' ? [FAULTS.SUCCESS, 'OK'] : [reply.code, reply.message];
  if (status === FAULTS.BAD_NAME) session.unknownName(target.name);
  report(session, verb, { group: target.group, name: target.process, status, description });
}

function reportAll(session: Session, verb: ProcessVerb, results: readonly ProcessResult[]): void {
  for (const result of results) report(session, verb, result);
}

function report(session: Session, verb: ProcessVerb, result: ProcessResult): void {
  session.output.line(resultLine(verb, result));
  const status = exitStatusOfFault(result.status, verb.ignoredCode);
  if (status !== undefined) session.fail(status);
}

function resultLine(verb: ProcessVerb, result: ProcessResult): string {
  const name = joinNamespec(result.group, result.name);
  if (result.status === FAULTS.SUCCESS) return `${name}: ${verb.success}`;
  if (result.status === FAULTS.FAILED && verb.showsFailureText) return result.description;
  const reason = verb.reasons.get(result.status);
  if (reason === undefined) throw new UnknownResultError(`Unknown result code ${result.status} for ${name}`);
  return `${name}: ERROR (${reason})`;
}
