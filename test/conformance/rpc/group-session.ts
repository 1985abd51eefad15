/** Methods that concern several processes, and the configuration as a whole. */
import type { Daemon } from '../../support/daemon.ts';
import type { XmlRpcValue } from '../../support/xmlrpc-client.ts';
import { call, DAEMON_SECTIONS, type RpcSession, type RpcStep, untilState } from './rpc-session.ts';

const CONFIG = `${DAEMON_SECTIONS}
[program:web]
command=cat
startsecs=0
numprocs=2
process_name=web_%(process_num)s
priority=5

[program:off]
command=cat
startsecs=0
autostart=false

[program:a]
command=cat
startsecs=1
[program:b]
command=cat -u
startsecs=0
autostart=false
autorestart=false
directory=/
priority=7
stopsignal=INT
stopasgroup=true
exitcodes=0,2
stdout_logfile=NONE
stderr_logfile=%(here)s/b.err
stderr_logfile_maxbytes=1KB
stdout_syslog=false
redirect_stderr=false
environment=A="1"
[program:gone]
command=/nonexistent/command
autostart=false
[program:text]
command=/etc/passwd
autostart=false
[program:folder]
command=/etc
autostart=false
[program:nowhere]
command=no-such-command-anywhere
autostart=false

[group:pair]
programs=a,b
priority=3
`;

const WITH_MORE = `${CONFIG.replace('priority=5', 'priority=6')}
[program:new]
command=cat
startsecs=0
[program:quiet]
command=cat
autostart=false
`;
const WITHOUT_OFF = WITH_MORE.replace(/\[program:off\][^[]*/, '');
const BROKEN = `${CONFIG}\n[program:broken]\n`;

const supervisor = (method: string, ...parameters: XmlRpcValue[]) =>
  call(`supervisor.${method}`, ...parameters);

function withConfig(config: string, step: RpcStep): RpcStep {
  return { ...step, until: async (daemon: Daemon) => daemon.writeFile('supervisord.conf', config) };
}

function multicall(...calls: readonly XmlRpcValue[]): RpcStep {
  return call('system.multicall', calls);
}

const NAMES = [
  '',
  '*',
  ':',
  ':*',
  'nosuch',
  'nosuch:*',
  'pair',
  'pair:nosuch',
  'pair:a:b',
  'a',
  ' off',
  'öff',
];

export const GROUP_SESSION: RpcSession = {
  title: 'groups, all processes and the configuration',
  config: CONFIG,
  steps: [
    { ...supervisor('getAllProcessInfo'), until: untilState('pair:a', 'RUNNING') },
    supervisor('getAllConfigInfo'),
    ...['getAPIVersion', 'getVersion', 'getSupervisorVersion', 'getIdentification', 'getState', 'getPID'].map(
      (method) => supervisor(method),
    ),
    ...NAMES.flatMap((name) => [
      supervisor('getProcessInfo', name),
      supervisor('startProcess', name),
      supervisor('startProcessGroup', name.replace(/^pair$/, 'off')),
      supervisor('stopProcess', name),
      supervisor('stopProcessGroup', name.replace(/^pair$/, 'off')),
      supervisor('signalProcess', name, 'CONT'),
      supervisor('signalProcessGroup', name, 'CONT'),
      supervisor('addProcessGroup', name.replace(/^$/, 'nosuch')),
      supervisor('removeProcessGroup', name),
      supervisor('readProcessStdoutLog', name, 0, 0),
      supervisor('tailProcessStdoutLog', name, 0, 10),
      supervisor('clearProcessLogs', name),
      supervisor('sendProcessStdin', name, 'x'),
    ]),
    ...['gone', 'text', 'folder', 'nowhere'].flatMap((name) => [
      supervisor('startProcess', name),
      supervisor('getProcessInfo', name),
      supervisor('startProcess', name, false),
    ]),
    supervisor('startProcessGroup', 'gone'),
    supervisor('startProcess', 'gone:*'),
    supervisor('stopProcess', 'web:*'),
    supervisor('startProcess', 'web:*'),
    supervisor('stopProcessGroup', 'web'),
    supervisor('startProcessGroup', 'web', false),
    supervisor('signalProcessGroup', 'web', 'CONT'),
    supervisor('signalProcessGroup', 'web', 'NOPE'),
    supervisor('startProcessGroup', 'pair'),
    supervisor('getProcessInfo', 'pair:b'),
    supervisor('signalAllProcesses', 'CONT'),
    supervisor('signalAllProcesses', 'NOPE'),
    supervisor('stopAllProcesses'),
    supervisor('stopAllProcesses'),
    supervisor('startProcess', 'off', 'false'),
    supervisor('stopProcess', 'off', 0),
    { ...supervisor('startProcess', 'off', 1), until: untilState('off', 'STOPPED') },
    supervisor('stopProcess', 'off', 'yes'),
    supervisor('clearAllProcessLogs'),
    supervisor('startAllProcesses'),
    supervisor('stopAllProcesses', false),
    supervisor('sendRemoteCommEvent', 'type', 'data'),
    supervisor('sendRemoteCommEvent', 'ö\n', ''),
    supervisor('sendRemoteCommEvent', 'percent', 42),
    supervisor('reloadConfig'),
    withConfig(WITH_MORE, supervisor('reloadConfig')),
    supervisor('reloadConfig'),
    supervisor('getAllConfigInfo'),
    supervisor('getProcessInfo', 'new'),
    supervisor('addProcessGroup', 'new'),
    supervisor('addProcessGroup', 'new'),
    supervisor('addProcessGroup', 'quiet'),
    supervisor('getProcessInfo', 'quiet'),
    { ...supervisor('removeProcessGroup', 'new'), until: untilState('new', 'RUNNING') },
    supervisor('stopProcess', 'new'),
    supervisor('removeProcessGroup', 'new'),
    supervisor('removeProcessGroup', 'new'),
    withConfig(WITHOUT_OFF, supervisor('reloadConfig')),
    supervisor('addProcessGroup', 'off'),
    supervisor('removeProcessGroup', 'off'),
    supervisor('addProcessGroup', 'off'),
    withConfig(BROKEN, supervisor('reloadConfig')),
    supervisor('getAllConfigInfo'),
    withConfig('no section\n', supervisor('reloadConfig')),
    withConfig('', supervisor('reloadConfig')),
    withConfig(CONFIG, supervisor('reloadConfig')),
    multicall(),
    multicall(
      { methodName: 'supervisor.getIdentification', params: [] },
      { methodName: 'supervisor.getPID' },
    ),
    multicall(
      { methodName: 'nosuch.method' },
      { methodName: 'supervisor.getProcessInfo', params: ['nosuch'] },
    ),
    multicall({ methodName: 'system.multicall', params: [] }, { params: [] }),
    multicall({ methodName: 'supervisor.startProcess', params: ['off'] }),
    multicall(
      { methodName: 'supervisor.startProcessGroup', params: ['web'] },
      { methodName: 'supervisor.stopProcessGroup', params: ['web'] },
      { methodName: 'supervisor.getIdentification' },
    ),
    multicall({ methodName: 'supervisor.getState', params: ['too', 'many'] }),
    call('system.methodSignature', 'supervisor.startProcess'),
    call('system.methodSignature', 'nosuch'),
    call('system.methodHelp', 'nosuch'),
    supervisor('shutdown'),
  ],
};
