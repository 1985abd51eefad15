/** Reading logs: every offset and length that matters, and bytes that XML or UTF-8 do not like. */
import type { XmlRpcValue } from '../../support/xmlrpc-client.ts';
import { call, DAEMON_SECTIONS, type RpcSession, type RpcStep, untilState } from './rpc-session.ts';

const LOGS: Readonly<Record<string, string | Uint8Array>> = {
  pre: 'pre',
  empty: '',
  lines: 'one\ntwo\nthree\n',
  unicode: 'aö日🙂z\n',
  markup: 'a&b<c>d"e\' ]]>\n',
  tabs: 'a\tb\n\n  c  \n',
  invalid: Buffer.from([0x61, 0xff, 0x62]),
  cut: Buffer.from([0x61, 0xe6, 0x97]),
  control: '\x1b[31mred\x1b[0m\x07\x08\n',
  nul: 'a\0b',
  returns: 'a\r\nb\rc\n',
};

function section(name: string): string {
  const logs = [`stdout_logfile=%(here)s/${name}.log`, `stderr_logfile=%(here)s/${name}.log`];
  return [`[program:${name}]`, 'command=cat', 'autostart=false', ...logs, ''].join('\n');
}

const CONFIG = [
  DAEMON_SECTIONS,
  ...Object.keys(LOGS).map(section),
  section('missing'),
  '[program:none]\ncommand=cat\nautostart=false\nstdout_logfile=NONE\nstderr_logfile=NONE\n',
  '[program:auto]\ncommand=cat\nautostart=false\n',
  '[program:echo]\ncommand=cat\nstartsecs=0\nstdout_logfile=%(here)s/echo.log\n',
  '[program:deaf]\ncommand=sh -c "exec <&-; exec sleep 1000"\nstartsecs=0\n',
].join('\n');

const OFFSETS = [-1000, -3, -1, 0, 1, 2, 3, 5, 1000];
const LENGTHS = [-1000, -1, 0, 1, 2, 3, 5, 100];

const supervisor = (method: string, ...parameters: XmlRpcValue[]) =>
  call(`supervisor.${method}`, ...parameters);

function everyRange(name: string): RpcStep[] {
  return OFFSETS.flatMap((offset) =>
    LENGTHS.flatMap((length) => [
      supervisor('readProcessStdoutLog', name, offset, length),
      supervisor('tailProcessStdoutLog', name, offset, length),
    ]),
  );
}

const MAIN_RANGES = [
  [1_000_000_000, 0],
  [1_000_000_000, 5],
  [0, -1],
  [-1, 1],
  [-1, -1],
] as const;

const SENT = ['line\n', 'ö日🙂\n', '', '<&>\n', 'a\tb\n'];

export const LOG_SESSION: RpcSession = {
  title: 'logs and standard input',
  config: CONFIG,
  files: Object.fromEntries(Object.entries(LOGS).map(([name, content]) => [`${name}.log`, content])),
  steps: [
    ...['pre', 'lines', 'empty'].flatMap(everyRange),
    ...Object.keys(LOGS).flatMap((name) => [
      supervisor('readProcessStderrLog', name, 0, 0),
      supervisor('readProcessLog', name, 1, 3),
      supervisor('readProcessLog', name, -2, 0),
      supervisor('tailProcessStderrLog', name, 0, 100),
      supervisor('tailProcessLog', name, 0, 3),
    ]),
    ...['missing', 'none', 'auto'].flatMap((name) => [
      supervisor('readProcessStdoutLog', name, 0, 0),
      supervisor('readProcessStdoutLog', name, -1, -1),
      supervisor('tailProcessStdoutLog', name, 7, 3),
      supervisor('clearProcessLogs', name),
    ]),
    ...MAIN_RANGES.map(([offset, length]) => supervisor('readLog', offset, length)),
    ...['0', ' 1 ', '+1', '-1', '1_0', '0x1', '1.0', ''].map((offset) =>
      supervisor('readProcessLog', 'lines', offset, '0'),
    ),
    { ...supervisor('sendProcessStdin', 'echo', 'first\n'), until: untilState('echo', 'RUNNING') },
    ...SENT.map((text) => supervisor('sendProcessStdin', 'echo', text)),
    {
      ...supervisor('readProcessStdoutLog', 'echo', 0, 0),
      until: async (daemon) => {
        await daemon.untilFile('echo.log', (text) => text.endsWith('a\tb\n'));
      },
    },
    supervisor('sendProcessStdin', 'pre', 'x'),
    supervisor('sendProcessStdin', 'nosuch', 'x'),
    supervisor('clearProcessLogs', 'echo'),
    supervisor('readProcessStdoutLog', 'echo', 0, 0),
    supervisor('tailProcessStdoutLog', 'echo', 100, 100),
    supervisor('clearAllProcessLogs'),
    supervisor('clearLog'),
  ],
};
