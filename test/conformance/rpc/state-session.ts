/** Every method that concerns a process, in every state that a process can be brought to. */
import type { Daemon } from '../../support/daemon.ts';
import type { XmlRpcValue } from '../../support/xmlrpc-client.ts';
import {
  call,
  DAEMON_SECTIONS,
  type RpcSession,
  type RpcStep,
  untilFreshBackoff,
  untilState,
} from './rpc-session.ts';

interface StateKind {
  readonly state: string;
  /** Of the program's section. */
  readonly settings: readonly string[];
  /** Brings a process to the state, where waiting alone does not. */
  readonly prepare?: (daemon: Daemon, name: string) => Promise<void>;
  /** What of it is certain when it was called with `wait`. */
  readonly until: (name: string) => (daemon: Daemon) => Promise<void>;
}

/** Ends badly at the first start only. */
const onceThenCat = (status: number) =>
  `sh -c 'test -e %(here)s/%(program_name)s.ran && exec cat; touch %(here)s/%(program_name)s.ran; exit ${status}'`;

const KINDS: readonly StateKind[] = [
  {
    state: 'STOPPED',
    settings: ['command=cat', 'startsecs=0', 'autostart=false'],
    until: (name) => untilState(name, 'STOPPED'),
  },
  {
    state: 'STARTING',
    settings: ['command=cat', 'startsecs=3600'],
    until: (name) => untilState(name, 'STARTING'),
  },
  {
    state: 'RUNNING',
    settings: ['command=cat', 'startsecs=0'],
    until: (name) => untilState(name, 'RUNNING'),
  },
  {
    state: 'BACKOFF',
    settings: ["command=sh -c 'exit 3'", 'startsecs=1', 'startretries=50'],
    until: untilFreshBackoff,
  },
  {
    state: 'STOPPING',
    settings: [`command=sh -c 'trap "" TERM; echo ready; exec cat'`, 'startsecs=0', 'stopwaitsecs=3600'],
    prepare: async (daemon, name) => {
      await untilState(name, 'RUNNING')(daemon);
      await daemon.untilFile(`${name}.out`);
      await daemon.call('supervisor.stopProcess', name, false);
    },
    until: (name) => untilState(name, 'STOPPING'),
  },
  {
    state: 'EXITED',
    settings: [`command=${onceThenCat(7)}`, 'startsecs=0', 'autorestart=false'],
    until: (name) => untilState(name, 'EXITED'),
  },
  {
    state: 'FATAL',
    // Long enough that a busy machine sees the first end before the program counts as up.
    settings: [`command=${onceThenCat(1)}`, 'startsecs=5', 'startretries=0'],
    until: (name) => untilState(name, 'FATAL'),
  },
];

type NamedCall = readonly [method: string, ...parameters: ((name: string) => XmlRpcValue)[]];

const own = (name: string) => name;
const group = (name: string) => `${name}:*`;
const constant = (value: XmlRpcValue) => () => value;

/** These leave the state as it is, so that one process serves for all of them. */
const READING: readonly NamedCall[] = [
  ['getProcessInfo', own],
  ['getProcessInfo', group],
  ['addProcessGroup', own],
  ['signalProcess', own, constant('CONT')],
  ['signalProcess', own, constant('SIGCONT')],
  ['signalProcess', own, constant('18')],
  ['signalProcess', own, constant(18)],
  ['signalProcess', own, constant('0')],
  ['signalProcess', own, constant('NOPE')],
  ['signalProcess', own, constant('')],
  ['signalProcess', own, constant('99')],
  ['signalProcess', own, constant('-1')],
  ['signalProcess', own, constant('cont')],
  ['signalProcess', group, constant('CONT')],
  ['signalProcess', group, constant('NOPE')],
  ['signalProcessGroup', own, constant('CONT')],
  ['signalProcessGroup', own, constant('NOPE')],
  ['readProcessStderrLog', own, constant(0), constant(0)],
  ['tailProcessStderrLog', own, constant(0), constant(100)],
  ['readProcessStdoutLog', own, constant(0), constant(5)],
  ['tailProcessStdoutLog', own, constant(0), constant(5)],
  ['clearProcessLogs', own],
  ['sendProcessStdin', own, constant('line\n')],
  ['sendProcessStdin', own, constant('')],
];

/** Each of these gets a process of its own. */
const CHANGING: readonly NamedCall[] = [
  ['startProcess', own],
  ['startProcess', own, constant(false)],
  ['startProcess', group],
  ['startProcessGroup', own],
  ['startProcessGroup', own, constant(false)],
  ['stopProcess', own],
  ['stopProcess', own, constant(false)],
  ['stopProcess', group],
  ['stopProcessGroup', own],
  ['stopProcessGroup', own, constant(false)],
  ['removeProcessGroup', own],
];

export function stateSession(): RpcSession {
  const sections: string[] = [];
  const steps: RpcStep[] = [];
  for (const kind of KINDS) {
    const calls = CHANGING;
    const names = ['reading', ...calls.map((_, index) => `changing${index}`)].map(
      (suffix) => `${kind.state.toLowerCase()}-${suffix}`,
    );
    sections.push(...names.map((name) => section(name, kind)));
    const [reading = '', ...changing] = names;
    READING.forEach((named, index) => {
      steps.push(stepOf(named, reading, kind, index === 0));
    });
    calls.forEach((named, index) => {
      const name = changing[index] ?? '';
      steps.push(stepOf(named, name, kind, true));
      const [method, , wait] = named;
      if (wait === undefined && method !== 'removeProcessGroup') {
        steps.push(after(call('supervisor.getProcessInfo', name), `${method}, ${kind.state}`));
      }
    });
  }
  return { title: 'processes in every state', config: DAEMON_SECTIONS + sections.join('\n'), steps };
}

function section(name: string, { settings }: StateKind): string {
  const logs = [`stdout_logfile=%(here)s/${name}.out`, `stderr_logfile=%(here)s/${name}.err`];
  return [`[program:${name}]`, ...settings, ...logs, ''].join('\n');
}

function stepOf(named: NamedCall, name: string, kind: StateKind, prepares: boolean): RpcStep {
  const [method, ...parameters] = named;
  const step = call(`supervisor.${method}`, ...parameters.map((parameter) => parameter(name)));
  const until = async (daemon: Daemon) => {
    if (prepares) await kind.prepare?.(daemon, name);
    await kind.until(name)(daemon);
  };
  return { ...step, until };
}

function after(step: RpcStep, what: string): RpcStep {
  return { ...step, title: `${step.title} after ${what}` };
}
