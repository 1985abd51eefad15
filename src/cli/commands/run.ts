import { type AddOutcome, addProgram } from '../add-program.ts';
import { HttpStatusError } from '../client.ts';
import { type DescribedProgram, describeProgram } from '../described-program.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { ConnectError, DisconnectedError } from '../http-connection.ts';
import { wordWithLostBytes } from '../lost-bytes.ts';
import { refuse } from '../refuse.ts';
import { parseRunOptions } from '../run-options.ts';
import type { RunSurroundings } from '../run-surroundings.ts';
import type { Session } from '../session.ts';
import { startAdded } from '../start-added.ts';
import { upcheck } from '../upcheck.ts';
import type { UserDaemon } from '../user-daemon.ts';

/** Has a daemon run a command from now on, and waits until it runs or it is known why not. */
export async function run(session: Session, words: readonly string[]): Promise<void> {
  const lost = wordWithLostBytes(words);
  if (lost !== null) {
    return refuse(session, `Error: run: ${lost} is no UTF-8: put the command into a script and run that`);
  }
  const options = parseRunOptions(words);
  if (typeof options === 'string') return refuse(session, options);
  const surroundings = session.runSurroundings;
  if (surroundings === null) return refuse(session, 'Error: run cannot be used here');
  const program = describeProgram(options, surroundings);
  if (typeof program === 'string') return refuse(session, program);
  const name = await addSomewhere(session, program, surroundings);
  if (name !== null) await startAdded(session, name, surroundings);
}

/** The name under which it was added; null when it was not, which was said then. The session is left with its daemon. */
async function addSomewhere(
  session: Session,
  program: DescribedProgram,
  surroundings: RunSurroundings,
): Promise<string | null> {
  const { userDaemon, serverOption } = surroundings;
  const isOwn = session.serverUrl === userDaemon?.serverUrl;
  if (serverOption !== null) {
    if (!(await upcheck(session))) return null;
    return nameOf(session, program, await addProgram(session.client, program));
  }
  if (!isOwn && surroundings.isTrusted(session.serverUrl)) {
    const outcome = await addIfUp(session, program);
    if (outcome.kind !== 'unusable') return nameOf(session, program, outcome);
    if (outcome.reason !== null) {
      session.output.complaint(`${session.serverUrl} ${outcome.reason}: your own vigild is used`);
    }
  }
  if (userDaemon === null) {
    refuse(session, 'Error: run needs HOME or XDG_STATE_HOME, an absolute path, for a vigild of your own');
    return null;
  }
  return await addToOwn(session, program, userDaemon);
}

type Attempt = AddOutcome | { readonly kind: 'unusable'; readonly reason: string | null };

/** For the daemon that other actions would talk to: it need not be there, nor be one that can do this. */
async function addIfUp(session: Session, program: DescribedProgram): Promise<Attempt> {
  try {
    const outcome = await addProgram(session.client, program);
    if (outcome.kind === 'unknown-method')
      return { kind: 'unusable', reason: 'cannot run programs that no file names' };
    if (outcome.kind === 'not-permitted')
      return { kind: 'unusable', reason: 'is not for you to add programs to' };
    return outcome;
  } catch (error) {
    if (error instanceof HttpStatusError) return { kind: 'unusable', reason: `answers ${error.message}` };
    if (error instanceof ConnectError) return { kind: 'unusable', reason: null };
    throw error;
  } finally {
    session.disconnect();
  }
}

/** It may end in just this moment, because its last program went. */
const MOST_ATTEMPTS = 5;

async function addToOwn(
  session: Session,
  program: DescribedProgram,
  userDaemon: UserDaemon,
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const opened = await userDaemon.open();
    if (opened.kind === 'failed') {
      for (const line of opened.lines) session.output.complaint(line);
      refuse(session, `${program.name}: ERROR (no daemon)`);
      return null;
    }
    session.connectTo(userDaemon.serverUrl);
    try {
      const outcome = await addProgram(session.client, program);
      if (outcome.kind !== 'ending' || attempt === MOST_ATTEMPTS) return nameOf(session, program, outcome);
    } catch (error) {
      const isGone = error instanceof ConnectError || error instanceof DisconnectedError;
      if (!isGone || attempt === MOST_ATTEMPTS) throw error;
    }
    session.disconnect();
  }
}

function nameOf(session: Session, { name }: DescribedProgram, outcome: AddOutcome): string | null {
  if (outcome.kind === 'added') return outcome.name;
  for (const line of outcome.kind === 'refused' ? outcome.details : []) session.output.complaint(line);
  session.output.line(
    `${name}: ERROR (${outcome.kind === 'refused' ? outcome.reason : REASONS[outcome.kind]})`,
  );
  session.fail(EXIT_STATUS.generic);
  return null;
}

const REASONS = {
  'unknown-method': 'this daemon cannot run programs that no file names',
  'not-permitted': 'only root and the user of the daemon may add programs, over its unix socket',
  ending: 'the daemon shuts down',
} as const;
