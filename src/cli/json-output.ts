/** `--output json`: one JSON value on stdout for each command line, whatever happens. */
import type { JsonValue } from '../core/json-value.ts';
import type { Action } from './action.ts';
import { findAction } from './actions.ts';
import { EXIT_STATUS } from './exit-status.ts';
import type { LogSink, Output } from './render.ts';
import { runLine } from './run-line.ts';
import type { Session } from './session.ts';

/** Keeps the lines that an action prints: they are what went wrong when there is no answer. */
export class CollectedOutput implements Output {
  readonly isTerminal = false;
  readonly #real: Output;
  readonly #lines: string[] = [];

  constructor(real: Output) {
    this.#real = real;
  }

  /** The first line says what is wrong; more help follows, or Python's name for it. */
  get error(): string | undefined {
    return this.#lines[0]?.replace(/^error: /i, '');
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  text(text: string): void {
    this.line(text);
  }

  log(text: string): void {
    this.line(text);
  }

  logStream(): LogSink {
    return { write: () => {}, end: () => {} };
  }

  transient(): void {}

  complaint(text: string): void {
    this.#real.complaint(text);
  }
}

/** Runs one line. `session` must write to `output`. Returns what to print instead of its lines. */
export async function runLineForJson(
  session: Session,
  line: string,
  output: CollectedOutput,
): Promise<JsonValue> {
  let answer: JsonValue | null = null;
  await runLine(session, line, (name) => {
    const action = findAction(name, session.plugins.actions);
    return (
      action &&
      answering(action, (value) => {
        answer = value;
      })
    );
  });
  if (answer !== null) return answer;
  if (session.exitStatus === EXIT_STATUS.success) session.fail(EXIT_STATUS.generic);
  return { error: output.error ?? 'no action was given' };
}

/** The action with its answer in place of its lines. */
function answering(action: Action, take: (answer: JsonValue | null) => void): Action {
  const { json } = action;
  if (json !== undefined) {
    return { ...action, run: async (session, words) => take(await json(session, words)) };
  }
  return {
    ...action,
    arguments: { kind: 'any' },
    upcheck: null,
    run: async (session) => {
      session.output.line(`${action.name} has no JSON output`);
      session.fail(EXIT_STATUS.invalidArguments);
    },
  };
}
