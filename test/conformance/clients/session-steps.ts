/** What is typed to a client: good lines, bad names, bad arguments, wrong passwords, and edits of the configuration. */
import type { Daemon } from '../../support/daemon.ts';
import { daemonSections } from '../../support/daemon-sections.ts';

export interface Step {
  readonly line: string;
  /** The words, where they are not what the blanks in `line` separate. */
  readonly words?: readonly string[];
  readonly input?: string;
  /** Written to the configuration before. */
  readonly config?: string;
  /** Results come in the order in which processes finish. */
  readonly isUnordered?: boolean;
  /** Sent Ctrl-C when stdout matches; without it the command must end by itself. */
  readonly interruptAt?: RegExp;
  /** What both print on stderr is compared as well. */
  readonly comparesStderr?: boolean;
  /** Replaces `-c supervisord.conf`. */
  readonly options?: readonly string[];
  /** Awaited before. */
  readonly until?: (daemon: Daemon) => Promise<void>;
}

const SERVER = daemonSections({ supervisorctl: ['prompt=test'] });

const LOGS = ['stdout', 'stderr'].map((stream) => `${stream}_logfile=%(here)s/$NAME.${stream}`).join('\n');

function program(name: string, command: string, ...settings: string[]): string {
  const lines = [`[program:${name}]`, `command=${command}`, 'startsecs=0', ...settings];
  return `${lines.join('\n')}\n${LOGS.replaceAll('$NAME', `${name}%(process_num)s`)}\n`;
}

export const BASE = [
  SERVER,
  program('echo', 'cat'),
  program('off', 'cat', 'autostart=false'),
  program('gone', '/nonexistent/command', 'autostart=false'),
  program('text', '/etc/passwd', 'autostart=false'),
  program('quick', 'false', 'autostart=false', 'startretries=0').replace('startsecs=0', 'startsecs=1'),
  program('talk', "sh -c 'echo one; echo two >&2; exec cat'"),
  program('many', 'cat', 'numprocs=2', 'process_name=many_%(process_num)s'),
  program('idle', 'cat', 'autostart=false', 'numprocs=2', 'process_name=idle_%(process_num)s'),
  program('with-a-name-that-is-longer-than-the-column', 'cat', 'priority=5'),
  '[program:silent]\ncommand=cat\nstdout_logfile=NONE\nstderr_logfile=NONE\nstartsecs=0\n',
].join('\n');

const CHANGED = `${BASE.replace('priority=5', 'priority=6').replace(/\[program:silent\][\s\S]*$/, '')}${program('new', 'cat')}`;

const running = (...names: string[]) => ({ until: (daemon: Daemon) => daemon.untilRunning(...names) });
const plain = (...lines: string[]): Step[] => lines.map((line) => ({ line }));

const TOPICS = (
  'add avail clear exit fg maintail open pid quit reload remove reread restart shutdown signal start status stop ' +
  'tail update version'
).split(' ');

export const STEPS: readonly Step[] = [
  { line: 'status', ...running('echo', 'talk', 'silent') },
  ...plain('status all', 'status echo', 'status many:*', 'status many:', 'status many:many_0 echo echo'),
  ...plain('status off', 'status nosuch', 'status nosuch:*', 'status nosuch off', 'status many'),
  ...plain('pid', 'pid all', 'pid echo many:many_0', 'pid off', 'pid nosuch', 'pid nosuch off echo'),
  ...plain('version', 'version x', 'avail', 'avail x'),
  ...plain('start', 'start off', 'start off', 'start nosuch', 'start nosuch:*', 'start gone', 'start text'),
  ...plain('start quick', 'start nosuch gone off', 'start off nosuch'),
  { line: 'start idle:*', isUnordered: true },
  { line: 'start many:*' },
  { line: 'stop idle:', isUnordered: true },
  ...plain('stop', 'stop off', 'stop off', 'stop nosuch', 'stop nosuch:*', 'stop nosuch echo', 'start echo'),
  ...plain('restart', 'restart echo', 'restart off', 'restart nosuch', 'restart many:many_1 echo'),
  ...plain(
    'signal',
    'signal HUP',
    'signal CONT echo',
    'signal 18 echo',
    'signal NOPE echo',
    'signal CONT quick',
  ),
  ...plain(
    'signal CONT nosuch',
    'signal CONT nosuch:*',
    'signal CONT many:*',
    'signal CONT echo quick nosuch',
  ),
  ...plain(
    'tail',
    'tail talk',
    'tail talk stderr',
    'tail talk STDERR',
    'tail -2 talk',
    'tail -2 talk stderr',
  ),
  ...plain('tail nosuch', 'tail silent', 'tail talk nochannel', 'tail -x talk', 'tail -f', 'tail a b c d'),
  { line: 'tail -f nosuch', comparesStderr: true },
  { line: 'tail -f talk', interruptAt: /one\n/ },
  { line: 'maintail -f', interruptAt: /\n.*\n/ },
  ...plain('maintail x', 'maintail -x', 'maintail a b'),
  ...plain(
    'clear',
    'clear talk',
    'clear nosuch',
    'clear many:*',
    'clear talk nosuch',
    'clear all',
    'tail talk',
  ),
  ...plain('fg', 'fg nosuch', 'fg a b', 'fg gone'),
  ...plain('help', 'help help', 'help nosuch', 'help EOF', '? status', '?', '?status', '!ls'),
  { line: 'help for every action', words: [], input: TOPICS.map((topic) => `help ${topic}\n`).join('') },
  ...plain('nosuch', 'nosuch thing', 'sta-tus', 'quit', 'exit', 'EOF', 'exit now'),
  { line: 'an empty word', words: [''] },
  { line: 'blanks in a word', words: ['  status   echo  '] },
  { line: 'blanks only', words: ['  '] },
  ...plain('open', 'open nothing', 'open ftp://x'),
  { line: 'open the same', words: ['open', 'unix:///nonexistent/socket'] },
  ...plain('reread', 'reread x', 'add', 'add echo', 'add nosuch', 'remove', 'remove echo', 'remove nosuch'),
  ...plain('update', 'update nosuch', 'reload x', 'shutdown x'),
  { line: 'reread', config: CHANGED },
  ...plain(
    'reread',
    'avail',
    'status new',
    'update new nosuch',
    'status new',
    'update',
    'status',
    'update all',
  ),
  { line: 'reread', config: `${CHANGED}[program:broken]\n` },
  { line: 'update' },
  { line: 'stop off', config: CHANGED },
  ...plain('remove off', 'reread', 'add off', 'add off', 'remove off off', 'add off gone nosuch'),
  { line: 'a shell', words: [], input: 'help\nstatus echo\n\nnosuch\n?pid\npid nosuch\nquit\nstatus\n' },
  { line: 'a shell that ends', words: [], input: 'version\nstop many:many_0' },
  { line: 'a shell without input', words: [], input: '' },
  { line: 'a shutdown refused', words: ['-i', 'shutdown'], input: 'no\n' },
  { line: 'a shutdown without an answer', words: ['-i', 'shutdown'], input: '' },
  { line: 'a reload refused in the shell', words: [], input: 'reload\nn\nshutdown\n\nexit\n' },
  ...[
    ['-h', 'x'],
    ['-x'],
    ['-c'],
    ['--serverurl', 'nothing', 'pid'],
    ['-s', 'x://', 'pid'],
    ['--conf'],
    ['-ii'],
  ].map((words): Step => ({ line: words.join(' '), words, options: [], comparesStderr: words[0] !== '-h' })),
  { line: 'no such file', words: ['-c', 'nosuch.conf', 'pid'], options: [], comparesStderr: true },
  { line: 'another protocol', words: ['-s', 'ftp://localhost', 'status'] },
  { line: 'a refused port', words: ['-s', 'http://127.0.0.1:1', 'status'] },
  { line: 'a refused port', words: ['-s', 'http://127.0.0.1:1', 'pid'] },
  { line: 'a refused port', words: ['-s', 'http://127.0.0.1:1', 'reread'] },
  { line: 'a refused port', words: ['-s', 'http://127.0.0.1:1', 'shutdown'] },
  { line: 'a refused port', words: ['-s', 'http://127.0.0.1:1', 'help'] },
  { line: 'not a socket', words: ['-s', 'unix:///etc/passwd', 'pid'] },
  { line: 'under a file', words: ['-s', 'unix:///etc/passwd/x', 'pid'] },
  { line: 'stop all', isUnordered: true },
  { line: 'start all', isUnordered: true },
  { line: 'signal CONT all', isUnordered: true },
  { line: 'restart all', isUnordered: true },
  ...plain('shutdown'),
  ...[
    { line: 'status', until: untilGone },
    { line: 'start echo' },
    { line: 'version' },
    { line: 'shutdown' },
  ],
  ...plain('reload', 'reread', 'tail x', 'avail', 'add x', 'open unix:///nonexistent'),
];

export const LOCKED = BASE.replace('supervisor.sock\n', 'supervisor.sock\nusername=me\npassword=sëcret\n');

export const LOCKED_STEPS: readonly Step[] = [
  { line: 'status', ...running('echo', 'talk') },
  ...plain('pid', 'reread', 'shutdown', 'version x', 'help'),
  ...[
    ['-u', 'me', '-p', 'sëcret', 'status', 'echo'],
    ['-u', 'me', '-p', 'wrong', 'status'],
    ['-u', 'me', 'status'],
    ['-p', 'sëcret', 'status'],
    ['-u', '', '-p', '', 'status'],
    ['-u', 'me', '-p', 'sëcret', 'tail', 'talk'],
  ].map((words): Step => ({ line: words.join(' '), words })),
  { line: 'tail -f without a password', words: ['tail', '-f', 'talk'] },
  {
    line: 'tail -f with a wrong password',
    words: ['-u', 'me', '-p', 'no', 'tail', '-f', 'talk'],
  },
  {
    line: 'tail -f with the password',
    words: ['-u', 'me', '-p', 'sëcret', 'tail', '-f', 'talk'],
    interruptAt: /one\n/,
  },
  { line: 'a shutdown with the password', words: ['-u', 'me', '-p', 'sëcret', 'shutdown'] },
];

async function untilGone(daemon: Daemon): Promise<void> {
  await daemon.untilExit();
}
