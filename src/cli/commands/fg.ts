import { FAULTS } from '../../rpc/faults.ts';
import type { Fault } from '../client.ts';
import { streamLog } from '../log-tail.ts';
import { faultText } from '../python-error.ts';
import { refuse } from '../refuse.ts';
import { resultOf } from '../replies.ts';
import type { Session } from '../session.ts';

/** Source: Supervisor states.py. */
const RUNNING = 20;

/** Connects stdin, stdout and stderr of a process with ours, line by line, until Ctrl-C or the end of input. */
export async function fg(session: Session, names: readonly string[]): Promise<void> {
  const [name = ''] = names;
  if (names.length > 1) return refuse(session, 'ERROR: too many process names supplied');
  const info = await session.client.call('supervisor.getProcessInfo', name);
  if (info.kind === 'fault') {
    if (info.code === FAULTS.BAD_NAME) return refuse(session, 'ERROR: bad process name supplied');
    session.output.line(`ERROR: ${faultText(info)}`);
    return;
  }
  if (info.value.state !== RUNNING) return refuse(session, 'ERROR: process not running');
  session.output.line('==> Press Ctrl-C to exit <==');
  const controller = new AbortController();
  const streams = ['stdout', 'stderr'].map((channel) =>
    streamLog(session, `/logtail/${name}/${channel}`, controller.signal),
  );
  try {
    await relayInput(session, name);
    session.output.line('Exiting foreground');
  } finally {
    controller.abort();
    await Promise.allSettled(streams);
  }
}

/** Returns when the input or the process has ended; says so if it is the process. */
async function relayInput(session: Session, name: string): Promise<void> {
  for (;;) {
    const answer = await session.ask('');
    if (answer.kind !== 'line') return;
    const sent = await session.client.call('supervisor.sendProcessStdin', name, `${answer.text}\n`);
    if (sent.kind === 'fault') {
      session.output.line(lossLine(sent));
      return;
    }
    if (resultOf(await session.client.call('supervisor.getProcessInfo', name)).state !== RUNNING) {
      session.output.line('Process got killed');
      return;
    }
  }
}

function lossLine(fault: Fault): string {
  return fault.code === FAULTS.NOT_RUNNING ? 'Process got killed' : `ERROR: ${faultText(fault)}`;
}
