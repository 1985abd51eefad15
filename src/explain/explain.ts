/** Facts to an explanation: what happened, which rule decided, what comes next, why, and what to do. Pure. */
import { signalName } from '../core/signals.ts';
import type { CauseRule } from './causes/cause-rule.ts';
import { commandNotRunnable, execFailed } from './causes/command-causes.ts';
import {
  commandInside,
  daemonized,
  endedAtOnce,
  killed,
  ownError,
  shellSyntax,
  signalled,
  unknownEnd,
} from './causes/exit-causes.ts';
import {
  alreadyRunning,
  badArguments,
  dependencyDown,
  diskFull,
  fileNotFound,
  hostNotFound,
  missingLibrary,
  missingModule,
  outOfOwnMemory,
  permissionDenied,
  terminalNeeded,
  tooManyFiles,
} from './causes/output-causes.ts';
import { portInUse, privilegedPort } from './causes/port-causes.ts';
import { badDirectory, badUser, cannotSetUp, noMoreProcesses } from './causes/spawn-causes.ts';
import { stopped } from './causes/stop-causes.ts';
import type { Cause, Explanation, LastEndStruct } from './explanation.ts';
import type { ExplainFacts } from './facts.ts';
import { happened } from './happened.ts';
import { leftBehind } from './left-behind.ts';
import { nextStep } from './next-step.ts';
import { rule } from './rule.ts';

/** The first that answers is the likeliest cause, the second that answers is told beside it. */
const SPAWN_RULES: readonly CauseRule[] = [
  commandNotRunnable,
  badDirectory,
  badUser,
  execFailed,
  cannotSetUp,
  noMoreProcesses,
];

const FAILURE_RULES: readonly CauseRule[] = [
  missingLibrary,
  commandInside,
  portInUse,
  diskFull,
  tooManyFiles,
  privilegedPort,
  outOfOwnMemory,
  missingModule,
  alreadyRunning,
  permissionDenied,
  fileNotFound,
  badArguments,
  hostNotFound,
  dependencyDown,
  terminalNeeded,
];

/** A cause of the second kind only repeats what one of the first says. */
const REPETITIONS: ReadonlySet<string> = new Set([
  'missing-library file-not-found',
  'shell-command-not-found file-not-found',
  'shell-command-not-executable permission-denied',
]);

const STATUS_RULES: readonly CauseRule[] = [killed, signalled];
const LAST_RULES: readonly CauseRule[] = [daemonized, endedAtOnce, ownError];

const MOST_CAUSES = 2;
/** What XML-RPC's integers hold. */
const LARGEST_INT = 2 ** 31 - 1;

export function explain(facts: ExplainFacts): Explanation {
  const causes = causesOf(facts);
  const sentence = happened(facts);
  const { since, pid, lastCommand, output } = facts;
  const leads = facts.state === 'RUNNING' || facts.state === 'STARTING' ? undefined : causes[0]?.text;
  return {
    group: facts.group,
    name: facts.name,
    state: facts.state,
    ...(since === null ? {} : { since: seconds(since) }),
    ...(pid === null ? {} : { pid }),
    summary: leads ?? sentence,
    happened: sentence,
    ...lastEnd(facts),
    rule: rule(facts),
    next: nextStep(facts),
    causes,
    ...(output === null ? {} : { output }),
    ...leftBehind(facts),
    ...(lastCommand === null
      ? {}
      : {
          last_command: {
            verb: lastCommand.verb,
            at: seconds(lastCommand.at),
            ...(lastCommand.by === null ? {} : { by: lastCommand.by }),
          },
        }),
  };
}

function causesOf(facts: ExplainFacts): readonly Cause[] {
  const found: Cause[] = [];
  for (const causeRule of rulesFor(facts)) {
    const cause = causeRule(facts);
    const isNew = ({ kind }: Cause) =>
      found.every((other) => other.kind !== kind && !REPETITIONS.has(`${other.kind} ${kind}`));
    if (cause !== null && isNew(cause)) found.push(cause);
    if (found.length === MOST_CAUSES) break;
  }
  // What is only a last resort says nothing beside something better.
  return found.filter(({ certainty }, index) => index === 0 || certainty !== 'possible');
}

function rulesFor(facts: ExplainFacts): readonly CauseRule[] {
  const { state, end } = facts;
  if (state === 'STOPPED' || state === 'STOPPING') return [stopped];
  if (end === null) return [];
  if (end.kind === 'spawn-failed') return SPAWN_RULES;
  if (end.status === null) return [...FAILURE_RULES, unknownEnd];
  if (end.status.kind === 'exited' && end.status.code === 0) {
    return state === 'EXITED' ? LAST_RULES : [shellSyntax, ...LAST_RULES];
  }
  if (end.status.kind === 'signaled') return [...STATUS_RULES, ...FAILURE_RULES];
  return [shellSyntax, killed, ...FAILURE_RULES, signalled, ...LAST_RULES];
}

function lastEnd({ end }: ExplainFacts): { readonly last_end?: LastEndStruct } {
  if (end === null) return {};
  const at = seconds(end.at);
  if (end.kind === 'spawn-failed') {
    const { step, errno, message } = end;
    return {
      last_end: { kind: 'spawn-failed', at, step, ...(errno === null ? {} : { errno }), message },
    };
  }
  const run = {
    at,
    ...(end.pid === null ? {} : { pid: end.pid }),
    uptime_ms: Math.min(LARGEST_INT, Math.round(end.uptime)),
  };
  const { status } = end;
  if (status === null) return { last_end: { kind: 'unknown', ...run } };
  if (status.kind === 'exited') return { last_end: { kind: 'exited', code: status.code, ...run } };
  return {
    last_end: {
      kind: 'signaled',
      signal: signalName(status.signal),
      core_dumped: status.coreDumped,
      ...run,
    },
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
