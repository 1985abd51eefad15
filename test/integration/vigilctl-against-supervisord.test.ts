/**
 * The same command lines, typed to supervisorctl and to vigilctl, each against a real supervisord of its own: what
 * they print and their exit statuses are the same.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleVigilctl } from '../support/bundle-vigilctl.ts';
import { Daemon } from '../support/daemon.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { type CompletedRun, runToExit } from '../support/run-to-exit.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Step {
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

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const SERVER = `
[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
[unix_http_server]
file=%(here)s/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/supervisor.sock
prompt=test
`;

const LOGS = ['stdout', 'stderr'].map((stream) => `${stream}_logfile=%(here)s/$NAME.${stream}`).join('\n');

function program(name: string, command: string, ...settings: string[]): string {
  const lines = [`[program:${name}]`, `command=${command}`, 'startsecs=0', ...settings];
  return `${lines.join('\n')}\n${LOGS.replaceAll('$NAME', `${name}%(process_num)s`)}\n`;
}

const BASE = [
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

const STEPS: readonly Step[] = [
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

const LOCKED = BASE.replace('supervisor.sock\n', 'supervisor.sock\nusername=me\npassword=sëcret\n');

const LOCKED_STEPS: readonly Step[] = [
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

class TypedSession {
  readonly #command: string;
  readonly #daemon: Daemon;

  constructor(command: string, directory: string, config: string) {
    this.#command = command;
    writeFileSync(join(directory, 'supervisord.conf'), config);
    this.#daemon = new Daemon({ kind: 'supervisord', directory });
  }

  async run(steps: readonly Step[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    try {
      await this.#daemon.start();
      for (const step of steps) outcomes.push(await this.#take(step));
    } finally {
      await this.#daemon.destroy();
    }
    return outcomes;
  }

  async #take(step: Step): Promise<Outcome> {
    if (step.config !== undefined) this.#daemon.writeFile('supervisord.conf', step.config);
    await step.until?.(this.#daemon);
    const words = [...(step.options ?? ['-c', 'supervisord.conf']), ...(step.words ?? step.line.split(' '))];
    const run = await (step.interruptAt === undefined
      ? this.#runToExit(words, step.input ?? '')
      : this.#interrupt(words, step.interruptAt));
    const normalize = (text: string) => normalized(text, this.#daemon, step);
    return { status: run.code, stdout: normalize(run.stdout), stderr: normalize(run.stderr) };
  }

  #runToExit(words: readonly string[], input: string): Promise<CompletedRun> {
    return runToExit(this.#command, words, {
      directory: this.#daemon.directory,
      environment: ENVIRONMENT,
      input,
    });
  }

  async #interrupt(words: readonly string[], at: RegExp): Promise<CompletedRun> {
    const child = spawn(this.#command, words, {
      cwd: this.#daemon.directory,
      env: ENVIRONMENT,
      stdio: 'pipe',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    try {
      await waitUntil(`${at} from ${words.join(' ')}`, () => at.test(stdout));
      child.kill('SIGINT');
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      return { code, signal, stdout: stdout.replace(/(?<=<==\n)[\s\S]*(?=\n$)/, '(log)'), stderr };
    } finally {
      child.kill('SIGKILL');
    }
  }
}

const ENVIRONMENT = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: '/nonexistent' };

/** Without what differs from run to run, and without our own actions and the wording of help, which is no interface. */
function normalized(text: string, daemon: Daemon, step: Step): string {
  const lines = text
    .replaceAll(daemon.directory, 'DIRECTORY')
    .replaceAll(/\S*(?:supervisorctl|vigilctl\.mjs)(?= -h$)/gm, 'PROGRAM')
    .replace(/^(?:supervisorctl|vigilctl\.mjs) --[\s\S]*/, 'USAGE')
    .replaceAll(/^commands for vigild only.*\n=+\n(?:.+\n)*\n/gm, '')
    .replaceAll(/pid \d+, uptime \d+:\d\d:\d\d/g, 'pid PID, uptime TIME')
    .replaceAll(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'DATE')
    .replaceAll(/^[1-9]\d*$/gm, 'PID')
    .replaceAll(/: file: \S+ line: \d+$/gm, '')
    .replaceAll(/\t.*$/gm, '')
    .split('\n')
    .filter((line) => !line.startsWith('Note: '))
    .map((line) =>
      line.endsWith(' ') && !/STARTING|STOPPING|BACKOFF|\s{3}$/.test(line) ? line.trimEnd() : line,
    );
  return (step.isUnordered ? lines.sort() : lines).join('\n');
}

function compareSessions(title: string, config: string, steps: readonly Step[]): void {
  describeWithPeer('supervisord', title, () => {
    let expected: readonly Outcome[] = [];
    let actual: readonly Outcome[] = [];
    const directories: TempDir[] = [];
    const directory = () => {
      const made = makeTempDir();
      directories.push(made);
      return made.path;
    };

    beforeAll(async () => {
      const vigilctl = await bundleVigilctl(directory());
      const supervisorctl = join(peerPath('supervisord'), '../supervisorctl');
      const run = (command: string) => new TypedSession(command, directory(), config).run(steps);
      [expected, actual] = await Promise.all([run(supervisorctl), run(vigilctl)]);
    }, 300_000);

    afterAll(() => {
      for (const made of directories) made.remove();
    });

    it.each(steps.map((step, index) => ({ ...step, index })))(
      '$index: $line',
      ({ index, comparesStderr, isUnordered }) => {
        const theirs = expected[index];
        const ours = actual[index];
        expect(theirs).toBeDefined();
        expect(ours?.stdout).toBe(theirs?.stdout);
        // The last item that fails decides: without an order, no more is certain than that one did.
        const status = (outcome: Outcome | undefined) =>
          isUnordered ? outcome?.status === 0 : outcome?.status;
        expect(status(ours)).toBe(status(theirs));
        if (comparesStderr) expect(ours?.stderr).toBe(theirs?.stderr);
      },
    );
  });
}

compareSessions('vigilctl against supervisord', BASE, STEPS);
compareSessions('vigilctl against a supervisord with a password', LOCKED, LOCKED_STEPS);
