/** One line on a terminal that tells how far a call about many processes is. Its reply comes only at the end. */
import type { ProcessInfo } from './rpc-results.ts';
import type { Session } from './session.ts';

export interface Task {
  /** As in `started 120 of 300`. */
  readonly done: string;
  readonly isDone: (info: ProcessInfo) => boolean;
  /** Null: every process is concerned. */
  readonly group: string | null;
}

/** Milliseconds: what takes less time shows nothing. */
const INTERVAL = 500;
/** Fewer processes show nothing: a line that comes and goes is no help then. */
const MANY = 10;

/** Awaits the reply, without progress where there is no task. The daemon is asked for the states meanwhile, over other connections. */
export async function showingProgress<Result>(
  session: Session,
  task: Task | null,
  reply: Promise<Result>,
): Promise<Result> {
  if (task === null || !session.output.isTerminal) return await reply;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const text = await session.listProcesses().then(
      (infos) => progressText(task, infos),
      // Whatever is wrong, the call itself will tell.
      () => '',
    );
    if (isOver) return;
    session.output.transient(text);
    timer = setTimeout(look, INTERVAL);
  };
  timer = setTimeout(look, INTERVAL);
  try {
    return await reply;
  } finally {
    isOver = true;
    clearTimeout(timer);
    session.output.transient('');
  }
}

function progressText({ done, isDone, group }: Task, infos: readonly ProcessInfo[]): string {
  const concerned = infos.filter((info) => group === null || info.group === group);
  return concerned.length < MANY ? '' : `${done} ${concerned.filter(isDone).length} of ${concerned.length}`;
}
