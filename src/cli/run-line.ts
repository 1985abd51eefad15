/** Runs one line, typed in the shell or made of the command line's words. Source: Supervisor, onecmd(). */
import { pythonSplit, pythonStrip } from '../config/python-text.ts';
import { closestName } from '../core/closest-name.ts';
import { splitCommand } from '../core/command-words.ts';
import type { Action } from './action.ts';
import { actionsWith, findAction } from './actions.ts';
import { HttpStatusError } from './client.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { helpLines } from './help.ts';
import { proposeNames } from './meant-names.ts';
import { InterruptedError, textOf } from './prompter.ts';
import { pythonErrorText } from './python-error.ts';
import { OutputClosedError } from './render.ts';
import type { Session } from './session.ts';
import { upcheck } from './upcheck.ts';

/** Every error becomes a line and an exit status, except the two that leave the program. */
export async function runLine(
  session: Session,
  typed: string,
  find: (name: string) => Action | undefined = (name) => findAction(name, session.plugins.actions),
): Promise<void> {
  const line = parseLine(typed);
  if (line === undefined) return;
  const action = line.name === '' ? undefined : find(line.name);
  if (action === undefined) {
    refuseUnknown(session, line);
    return;
  }
  const words = action.takesRawWords === true ? rawWords(line) : line.words;
  if (typeof words === 'string') {
    session.output.line(`Error: ${words}`);
    session.fail(EXIT_STATUS.generic);
    return;
  }
  await runAction(session, action, words);
}

/** Runs an action with words that nobody has to take apart. Errors are treated as by {@link runLine}. */
export async function runAction(session: Session, action: Action, words: readonly string[]): Promise<void> {
  try {
    await performLoggedIn(session, action, words);
  } catch (error) {
    if (error instanceof OutputClosedError || error instanceof InterruptedError) throw error;
    await report(session, error);
  } finally {
    session.disconnect();
  }
}

interface ParsedLine {
  readonly text: string;
  /** Empty when the line does not begin with a name. */
  readonly name: string;
  readonly words: readonly string[];
}

/** `?` stands for `help`. Undefined for a blank line. Source: Python's cmd.Cmd.parseline(). */
function parseLine(typed: string): ParsedLine | undefined {
  const stripped = pythonStrip(typed);
  if (stripped === '') return undefined;
  const text = stripped.startsWith('?') ? `help ${stripped.slice(1)}` : stripped;
  const [name = ''] = /^\w*/.exec(text) ?? [];
  return { text, name, words: pythonSplit(text.slice(name.length)) };
}

/** A text says what is wrong. */
function rawWords({ text, name }: ParsedLine): readonly string[] | string {
  const split = splitCommand(text.slice(name.length));
  return split.kind === 'split' ? split.words : split.message;
}

const WHERE_ALL_ARE = 'Type "help" for all actions';

function refuseUnknown(session: Session, { text, name }: ParsedLine): void {
  session.output.line(`*** Unknown syntax: ${text}`);
  session.fail(EXIT_STATUS.generic);
  const meant = name === '' ? null : closestName(name, actionsWith(session.plugins.actions).keys());
  const hint = meant === null ? WHERE_ALL_ARE : `Did you mean "${meant}"? ${WHERE_ALL_ARE}`;
  // It may be an action of one of the plug-ins, such as mstop beside stop.
  for (const line of [...session.plugins.leftOut, hint]) session.output.complaint(line);
}

async function perform(session: Session, action: Action, words: readonly string[]): Promise<void> {
  // Whoever must not give words is told so even when no daemon answers; the other rules come after that check.
  if (action.arguments.kind === 'none' && words.length > 0) {
    refuseWords(session, action, `Error: ${action.name} accepts no arguments`);
    return;
  }
  if (action.upcheck !== null && !(await upcheck(session))) {
    if (action.upcheck.statusWhenDown !== undefined) session.fail(action.upcheck.statusWhenDown);
    return;
  }
  if (!acceptsWords(session, action, words)) return;
  await action.run(session, words);
  await proposeNames(session);
}

function acceptsWords(session: Session, action: Action, words: readonly string[]): boolean {
  const rule = action.arguments;
  if (rule.kind === 'at-least' && words.length < rule.count) {
    refuseWords(session, action, rule.missing);
    session.fail(rule.status);
    return false;
  }
  if (rule.kind === 'between' && (words.length < rule.least || words.length > rule.most)) {
    refuseWords(session, action, `Error: too ${words.length < rule.least ? 'few' : 'many'} arguments`);
    return false;
  }
  return true;
}

function refuseWords(session: Session, action: Action, message: string): void {
  session.output.line(message);
  for (const line of helpLines(action)) session.output.line(line);
  session.fail(EXIT_STATUS.generic);
}

/** Asks for a user name and a password as often as the server wants others, where somebody can be asked. */
async function performLoggedIn(session: Session, action: Action, words: readonly string[]): Promise<void> {
  for (;;) {
    try {
      await perform(session, action, words);
      return;
    } catch (error) {
      if (!(error instanceof HttpStatusError) || error.status !== 401) throw error;
      session.output.line('Server requires authentication');
      if (!session.isInteractive) throw error;
    }
    await askCredentials(session);
  }
}

async function report(session: Session, error: unknown): Promise<void> {
  session.output.line(`error: ${pythonErrorText(error) ?? String(error)}`);
  session.fail(EXIT_STATUS.generic);
  await session.explain(error);
}

async function askCredentials(session: Session): Promise<void> {
  const username = textOf(await session.ask('Username:'));
  const password = textOf(await (await session.prompter()).askSecret('Password:'));
  session.output.line('');
  session.authenticate({ username, password });
}
