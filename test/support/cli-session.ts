/** Lines typed to the client's actions, with a fake server, a fake terminal and everything that is printed. */
import { CollectedOutput, runLineForJson } from '../../src/cli/json-output.ts';
import { jsonText } from '../../src/cli/json-value.ts';
import type { Answer, Prompter } from '../../src/cli/prompter.ts';
import type { Output } from '../../src/cli/render.ts';
import { runLine } from '../../src/cli/run-line.ts';
import type { RunSurroundings } from '../../src/cli/run-surroundings.ts';
import { Session } from '../../src/cli/session.ts';
import { type FakeAnswers, FakeClient } from './fake-client.ts';

export interface TypedOptions extends FakeAnswers {
  readonly isInteractive?: boolean;
  readonly isTerminal?: boolean;
  /** What the person answers, in turn; then the input ends. */
  readonly answers?: readonly string[];
  readonly runSurroundings?: RunSurroundings;
  /** What the diagnosis of a failed connection says. */
  readonly diagnosis?: readonly string[];
}

export interface Typed {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
  readonly calls: readonly string[];
  readonly session: Session;
}

export async function type(line: string, options: TypedOptions = {}): Promise<Typed> {
  const calls: string[] = [];
  const { output, texts } = recordedOutput(options.isTerminal);
  const session = openSession(options, output, calls);
  await runLine(session, line);
  return { ...texts, status: session.exitStatus, calls, session };
}

/** As {@link type}, with `--output json`: what is printed, and the exit status. */
export async function typeForJson(
  line: string,
  options: TypedOptions = {},
): Promise<{ readonly json: unknown; readonly status: number }> {
  const collected = new CollectedOutput(recordedOutput().output);
  const session = openSession(options, collected, []);
  const text = jsonText(await runLineForJson(session, line, collected));
  return { json: JSON.parse(text), status: session.exitStatus };
}

function openSession(options: TypedOptions, output: Output, calls: string[]): Session {
  const answers = [...(options.answers ?? [])];
  return new Session({
    program: 'vigilctl',
    serverUrl: 'unix:///run/test.sock',
    credentials: { username: null, password: null },
    output,
    isInteractive: options.isInteractive ?? false,
    connect: (serverUrl) => new FakeClient(serverUrl, options, calls),
    openPrompter: async () => fakePrompter(output, answers),
    ...(options.runSurroundings === undefined ? {} : { runSurroundings: options.runSurroundings }),
    diagnose: async () => options.diagnosis ?? [],
  });
}

export function recordedOutput(isTerminal = false): {
  output: Output;
  texts: { stdout: string; stderr: string };
} {
  const texts = { stdout: '', stderr: '' };
  const text = (written: string) => {
    texts.stdout += written;
  };
  const output: Output = {
    isTerminal,
    transient: () => {},
    text,
    line: (line) => text(`${line}\n`),
    log: (log) => text(`${log}\n`),
    logStream: () => ({ write: (bytes) => text(Buffer.from(bytes).toString()), end: () => {} }),
    complaint: (line) => {
      texts.stderr += `${line}\n`;
    },
  };
  return { output, texts };
}

function fakePrompter(output: Output, answers: string[]): Prompter {
  const ask = async (question: string): Promise<Answer> => {
    output.text(question);
    const answer = answers.shift();
    return answer === undefined ? { kind: 'end' } : { kind: 'line', text: answer };
  };
  return { ask, askSecret: ask, close: () => {} };
}
