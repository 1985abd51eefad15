import { setTimeout as delay } from 'node:timers/promises';
import { FAULTS } from '../../rpc/faults.ts';
import type { Fault } from '../client.ts';
import { untilInterrupted } from '../interrupt.ts';
import { streamLog } from '../log-tail.ts';
import { isRunning } from '../process-states.ts';
import { faultText } from '../python-error.ts';
import { refuse } from '../refuse.ts';
import { resultOf } from '../replies.ts';
import type { Session } from '../session.ts';

const KILLED = 'Process got killed';
/**
 * Milliseconds. The logs have connections of their own: what a process says last may arrive after the news of its end.
 */
const LAST_WORDS = 200;

/** Connects stdin, stdout and stderr of a process with ours, line by line, until Ctrl-C or the end of input. */
export async function fg(session: Session, names: readonly string[]): Promise<void> {
  const [name = ''] = names;
  if (names.length > 1) return refuse(session, 'ERROR: too many process names supplied');
  const info = await session.client.call('supervisor.getProcessInfo', name);
  if (info.kind === 'fault') {
    if (info.code === FAULTS.BAD_NAME) {
      session.unknownName(name);
      return refuse(session, 'ERROR: bad process name supplied');
    }
    session.output.line(`ERROR: ${faultText(info)}`);
    return;
  }
  if (!isRunning(info.value.state)) return refuse(session, 'ERROR: process not running');
  session.output.line('==> Press Ctrl-C to exit <==');
  const controller = new AbortController();
  const streams = Promise.allSettled(
    ['stdout', 'stderr'].map((channel) =>
      streamLog(session, `/logtail/${name}/${channel}`, controller.signal),
    ),
  );
  try {
    let loss: string | null = null;
    // Also while no input is awaited: else Ctrl-C would end the program, and a shell with it.
    await untilInterrupted(async (interrupted) => {
      loss = await relayInput(session, name, interrupted);
    });
    if (loss !== null) {
      await Promise.race([streams, delay(LAST_WORDS, undefined, { ref: false })]);
      session.output.line(loss);
    }
    session.output.line('Exiting foreground');
  } finally {
    controller.abort();
    await streams;
  }
}

/** Returns null when the input has ended or Ctrl-C came, else what to say of the process that has. */
async function relayInput(session: Session, name: string, interrupted: AbortSignal): Promise<string | null> {
  while (!interrupted.aborted) {
    const answer = await session.ask('');
    if (answer.kind !== 'line') return null;
    const sent = await session.client.call('supervisor.sendProcessStdin', name, `${answer.text}\n`);
    if (sent.kind === 'fault') return lossLine(sent);
    const { state } = resultOf(await session.client.call('supervisor.getProcessInfo', name));
    if (!isRunning(state)) return KILLED;
  }
  return null;
}

function lossLine(fault: Fault): string {
  return fault.code === FAULTS.NOT_RUNNING ? KILLED : `ERROR: ${faultText(fault)}`;
}
