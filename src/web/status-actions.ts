/**
 * What Supervisor's status page does by its addresses, for scripts that call them: `/index.html?action=restart&
 * processname=x`. Each answers with a redirection to the page, and its outcome as a message there. The sentences are
 * Supervisor's. Source: Supervisor web.py, StatusView.
 */
import { localTime, MONTHS } from '../core/calendar.ts';
import { FAULTS, RpcFault } from '../rpc/faults.ts';

/** Ends with an RpcFault where the method does. */
export type CallMethod = (method: string, params: readonly (string | number)[]) => Promise<unknown>;

export interface StatusAction {
  readonly action: string;
  readonly processName: string;
  /** For the sentences that end with the time. */
  readonly now: Date;
}

type ProcessAction = (name: string, call: CallMethod) => Promise<string>;

/** The message; null where there is no such action. */
export async function carryOut(
  { action, processName, now }: StatusAction,
  call: CallMethod,
): Promise<string | null> {
  if (action === 'refresh') return `Page refreshed at ${ctime(now)}`;
  const all = Object.hasOwn(ALL_ACTIONS, action) ? ALL_ACTIONS[action] : undefined;
  if (all === undefined) return processName === '' ? null : forProcess(action, processName, call);
  try {
    for (const method of all.methods) await call(method, []);
    return `All ${all.done} at ${ctime(now)}`;
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return `ERROR: ${unexpected(error)}`;
  }
}

const ALL_ACTIONS: Readonly<
  Record<string, { readonly methods: readonly string[]; readonly done: string } | undefined>
> = {
  startall: { methods: ['supervisor.startAllProcesses'], done: 'started' },
  stopall: { methods: ['supervisor.stopAllProcesses'], done: 'stopped' },
  restartall: {
    methods: ['supervisor.stopAllProcesses', 'supervisor.startAllProcesses'],
    done: 'restarted',
  },
};

async function forProcess(action: string, name: string, call: CallMethod): Promise<string | null> {
  const perform = Object.hasOwn(PROCESS_ACTIONS, action) ? PROCESS_ACTIONS[action] : undefined;
  try {
    // Whether there is such a process comes first, also where there is no such action.
    await call('supervisor.getProcessInfo', [name]);
    return perform === undefined ? null : await perform(name, call);
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    if (error.fault === 'BAD_NAME') return `No such process named ${name}`;
    return action === 'start' ? `ERROR: Process ${name}: ${startProblem(error)}` : unexpected(error);
  }
}

const PROCESS_ACTIONS: Readonly<Record<string, ProcessAction>> = {
  start: async (name, call) => {
    await call('supervisor.startProcess', [name]);
    return `Process ${name} started`;
  },
  stop: async (name, call) => {
    await call('supervisor.stopProcess', [name]);
    return `Process ${name} stopped`;
  },
  restart: async (name, call) => {
    await ignoringFaults(call('supervisor.stopProcess', [name]));
    await ignoringFaults(call('supervisor.startProcess', [name]));
    return `Process ${name} restarted`;
  },
  clearlog: async (name, call) => {
    await call('supervisor.clearProcessLogs', [name]);
    return `Log for ${name} cleared`;
  },
};

/** Supervisor does not look at what its restart answers. Who may not restart it is told, though. */
async function ignoringFaults(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof RpcFault) || error.fault === 'NOT_PERMITTED') throw error;
  }
}

function startProblem(fault: RpcFault): string {
  switch (fault.fault) {
    case 'NO_FILE':
      return 'no such file';
    case 'NOT_EXECUTABLE':
      return 'file not executable';
    case 'ALREADY_STARTED':
      return 'already started';
    case 'SPAWN_ERROR':
      return 'spawn error';
    case 'ABNORMAL_TERMINATION':
      return 'abnormal termination';
    default:
      return unexpected(fault);
  }
}

function unexpected({ fault, message }: RpcFault): string {
  return `unexpected rpc fault [${FAULTS[fault]}] ${message}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** As ctime(3) writes a local time. */
function ctime(date: Date): string {
  const day = String(date.getDate()).padStart(2, ' ');
  return `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${day} ${localTime(date)} ${date.getFullYear()}`;
}
