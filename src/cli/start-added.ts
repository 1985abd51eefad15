/** Starts a program that was just added, and takes it out again when it does not run. */
import { SEE_ITS_LOG } from '../explain/explanation.ts';
import { FAULTS } from '../rpc/faults.ts';
import type { XmlRpcValue } from '../rpc/xmlrpc/codec.ts';
import type { Fault } from './client.ts';
import { START_REASONS } from './commands/start.ts';
import { EXIT_STATUS, exitStatusOfFault } from './exit-status.ts';
import { UnexpectedFaultError } from './replies.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import type { Session } from './session.ts';
import { optionFor } from './user-place.ts';

export async function startAdded(
  session: Session,
  name: string,
  surroundings: RunSurroundings,
): Promise<void> {
  const reply = await session.client.call('supervisor.startProcess', name);
  if (reply.kind === 'fault') {
    await tellFailure(session, name, reply);
    await takeOut(session, name, surroundings);
    return;
  }
  const client = `${session.program}${optionTo(session, surroundings)}`;
  session.output.line(`${name}: started`);
  session.output.line(`  its output: ${client} tail -f ${name}`);
  session.output.line(`  to end it:  ${client} stop ${name}, and ${client} rm ${name} to forget it`);
}

/** What makes other actions find the daemon: nothing where they find it by themselves. */
function optionTo(session: Session, { serverOption, userDaemon, usualServer }: RunSurroundings): string {
  if (serverOption !== null) return ` ${serverOption}`;
  const isOwn = session.serverUrl === userDaemon?.serverUrl;
  return isOwn && usualServer() !== session.serverUrl ? optionFor(userDaemon.place) : '';
}

async function tellFailure(session: Session, name: string, fault: Fault): Promise<void> {
  const reason = START_REASONS.get(fault.code);
  if (reason === undefined) throw new UnexpectedFaultError(fault);
  session.output.line(`${name}: ERROR (${reason})`);
  session.fail(exitStatusOfFault(fault.code) ?? EXIT_STATUS.generic);
  // What is no command was not started, so that there is nothing to explain.
  if (fault.code === FAULTS.NO_FILE || fault.code === FAULTS.NOT_EXECUTABLE) return;
  const info = await session.client.call('supervisor.getProcessInfo', name);
  const log = await session.client.call('supervisor.readProcessStdoutLog', name, -LAST_BYTES, 0);
  const explanation = await explanationOf(session, name);
  const said = log.kind === 'result' ? lastLines(log.value) : '';
  if (said !== '') session.output.log(said);
  const causes = causesIn(explanation);
  const spawnError = info.kind === 'result' ? info.value.spawnError : '';
  for (const line of causes.length > 0 ? causes : [spawnError]) if (line !== '') session.output.line(line);
  const end = memberOf(explanation, 'last_end');
  if (memberOf(end, 'kind') === 'exited' && memberOf(end, 'code') === 0) {
    session.output.line('For a command that ends by itself, give run the option --once');
  }
}

const LAST_BYTES = 1600;
const LAST_LINES = 10;

function lastLines(text: string): string {
  return text.replace(/\n$/, '').split('\n').slice(-LAST_LINES).join('\n');
}

/** What the daemon thinks of it; undefined where it does not, as before that method. */
async function explanationOf(session: Session, name: string): Promise<XmlRpcValue | undefined> {
  const reply = await session.client.callAny('vigil.explainProcess', [name]);
  return reply.kind === 'fault' ? undefined : reply.value;
}

/** The likeliest one, with its cure. What the log says was printed already, and the log goes with the program. */
function causesIn(explanation: XmlRpcValue | undefined): readonly string[] {
  const causes = memberOf(explanation, 'causes');
  const [first] = Array.isArray(causes) ? (causes as readonly XmlRpcValue[]) : [];
  const lines = [memberOf(first, 'text'), memberOf(first, 'cure')];
  return lines.filter((line) => typeof line === 'string').filter((line) => !line.startsWith(SEE_ITS_LOG));
}

function memberOf(value: XmlRpcValue | undefined, name: string): XmlRpcValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { readonly [member: string]: XmlRpcValue })[name];
}

/** It may wait for its next try. A daemon of the user's own without programs is not left behind. */
async function takeOut(session: Session, name: string, { userDaemon }: RunSurroundings): Promise<void> {
  await session.client.call('supervisor.stopProcess', name);
  const isOwn = session.serverUrl === userDaemon?.serverUrl;
  await session.client.call('vigil.forgetProgram', name, isOwn);
}
