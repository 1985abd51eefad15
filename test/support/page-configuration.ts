/** Three hundred programs for the page: most are quiet, some crash, one floods its log, one prints what it should not. */
import { daemonSections } from './daemon-sections.ts';

export const WORKERS = 280;
export const PROGRAMS = 300;

/** In one line: what would be a script, terminal escapes, and a million letters. */
const HOSTILE = [
  "echo '<script>alert(1)</script><img src=x onerror=alert(2)>'",
  "printf '\\033]0;a title\\007\\033[31;1mred and bold\\033[0m plain \\033[2J\\033[5A\\n'",
  "head -c 1000000 /dev/zero | tr '\\0' x",
  'echo',
  'exec sleep 100000',
].join('; ');

const FLOOD =
  'while :; do i=$((i+1)); echo line $i of a program that talks all the time; ' +
  "[ $((i %% 20000)) != 0 ] || echo 'ERROR: number' $i 'went wrong'; done";

export interface PageConfigurationChanges {
  readonly workers?: number;
  /** Lines in the section of the server. */
  readonly server?: readonly string[];
}

export function pageConfiguration(
  port: number,
  { workers = WORKERS, server = [] }: PageConfigurationChanges = {},
): string {
  return `${daemonSections({ supervisord: ['identifier=harbour', 'minfds=4096'] })}
[inet_http_server]
port=127.0.0.1:${port}
${server.join('\n')}
[program:worker]
command=sleep 100000
process_name=worker_%(process_num)03d
numprocs=${workers}
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[program:crash]
command=sh -c "echo ERROR: cannot go on >&2; exit 3"
process_name=crash_%(process_num)d
numprocs=3
startretries=1
[program:spare]
command=sleep 100000
process_name=spare_%(process_num)d
numprocs=8
autostart=false
startsecs=0
[group:shop]
programs=cart,pay
[program:cart]
command=sleep 100000
startsecs=0
[program:pay]
command=sleep 100000
startsecs=0
[program:missing]
command=/nonexistent/program
[program:secretive]
command=sleep 100000
startsecs=0
environment=API_TOKEN="must not be seen",COLOUR="blue"
[program:signalled]
command=sh -c "trap 'echo got USR1' USR1; echo ready; while :; do sleep 0.1; done"
startsecs=0
stdout_logfile=%(here)s/signalled.log
[program:family]
command=sh -c "sleep 100000 & sleep 100000 & wait"
startsecs=0
stopasgroup=true
killasgroup=true
[program:talker]
command=sh -c "echo to stdout; echo to stderr >&2; exec sleep 100000"
startsecs=0
stdout_logfile=%(here)s/talker.log
stderr_logfile=%(here)s/talker.err
[program:hostile]
command=sh -c "${HOSTILE}"
startsecs=0
stdout_logfile=%(here)s/hostile.log
[program:flood]
command=sh -c "${FLOOD}"
autostart=false
startsecs=0
stdout_logfile=%(here)s/flood.log
stdout_logfile_maxbytes=1GB
`;
}
