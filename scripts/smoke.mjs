// The main jobs with the built commands on the Node that runs this script, above all those where one line of Node differs
// from another: the way into the background from a terminal, the page, a rotating log, an event listener, an upgrade in
// place and a start after a kill. Whatever Node says about itself, such as a deprecation, is a failure. Prints what it
// saw; exits 1 when something is not as it should be.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const directory = mkdtempSync(join(tmpdir(), 'vigil-smoke-'));
const inDirectory = (name) => join(directory, name);
const config = inDirectory('supervisord.conf');
const environment = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  NODE_OPTIONS: '--pending-deprecation --throw-deprecation',
};

writeFileSync(
  config,
  `[unix_http_server]
file=%(here)s/sock
[supervisord]
logfile=%(here)s/log
pidfile=%(here)s/pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/sock
[program:sleeper]
command=sleep 1000
stdout_logfile=NONE
stderr_logfile=NONE
[program:talker]
command=sh -c 'while :; do echo "a line of the talker"; sleep 0.05; done'
stdout_logfile=%(here)s/talker
stdout_logfile_maxbytes=200
stdout_logfile_backups=2
stderr_logfile=NONE
stopasgroup=true
[eventlistener:listener]
command=node %(here)s/listener.mjs
events=PROCESS_STATE_RUNNING
stderr_logfile=%(here)s/listener.err
`,
);
writeFileSync(
  inDirectory('listener.mjs'),
  `import { appendFileSync } from 'node:fs';
import { listen } from '${pathToFileURL('dist/listener.js')}';
await listen(({ fields }) => appendFileSync(${JSON.stringify(inDirectory('heard'))}, fields.processname + '\\n'));
`,
);

/** What it printed, on the terminal that it has where `launch` gives it one. */
function run(command, args, launch = (line) => line) {
  const [program, ...rest] = launch([process.execPath, join('bin', command), '-c', config, ...args]);
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', env: environment });
  if (stderr !== '') throw new Error(`${command} ${args.join(' ')} wrote to stderr: ${stderr}`);
  return { status, stdout };
}

const ctl = (...args) => run('vigilctl', args).stdout;

/** A daemon in the background, started from a terminal that is then closed. `said`: what is to be seen there. */
function startDaemon(said = '') {
  const { status, stdout } = run('vigild', [], (line) => ['script', '-qec', line.join(' '), '/dev/null']);
  expect('the start', `${status} ${stdout}`, `0 ${said}`);
}

function expect(what, seen, wanted) {
  if (seen !== wanted)
    throw new Error(`${what}: expected ${JSON.stringify(wanted)}, not ${JSON.stringify(seen)}`);
}

async function until(what, condition) {
  const end = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}\n${read('log')}`);
    await sleep(50);
  }
}

const read = (name) => (existsSync(inDirectory(name)) ? readFileSync(inDirectory(name), 'utf8') : '');
const daemonPid = () => Number(read('pid'));
const pidOf = (program) => ctl('pid', program).trim();
const allRun = () => ctl('status').match(/ RUNNING /g)?.length === 3;

const page = () =>
  new Promise((resolve, reject) => {
    get({ socketPath: inDirectory('sock'), path: '/' }, async (response) => {
      let text = `${response.statusCode} `;
      for await (const piece of response) text += piece;
      resolve(text);
    }).on('error', reject);
  });

const openFiles = (pid) =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return ''; // Closed meanwhile.
    }
  });

async function theJobs() {
  startDaemon();
  await until('all RUNNING', allRun);
  const daemon = daemonPid();
  const terminals = openFiles(daemon).filter((target) => /^\/dev\/(pts|tty)/.test(target));
  expect('terminals that the daemon holds', terminals.join(), '');
  const options = readFileSync(`/proc/${daemon}/cmdline`, 'utf8').split('\0').slice(1, 4).join(' ');
  expect("Node's options", options, '--max-semi-space-size=1 --optimize-for-size --v8-pool-size=0');

  expect('restart', ctl('restart', 'sleeper'), 'sleeper: stopped\nsleeper: started\n');
  if (!/^200 .*sleeper/s.test(await page())) throw new Error('the page does not name the sleeper');
  await until('a rotated log', () => existsSync(inDirectory('talker.2')));
  await until('an event', () => read('heard').includes('sleeper'));

  const sleeper = pidOf('sleeper');
  expect('upgrade', ctl('upgrade'), 'Upgraded supervisord\n');
  expect('the daemon after the upgrade', daemonPid(), daemon);
  expect('the sleeper after the upgrade', pidOf('sleeper'), sleeper);
  process.kill(daemon, 'SIGKILL');
  startDaemon(`Unlinking stale socket ${inDirectory('sock')}\r\n`);
  expect('the sleeper after a kill of the daemon', pidOf('sleeper'), sleeper);
  expect('what the listener said of itself', read('listener.err'), '');
  expect('shutdown', ctl('shutdown'), 'Shut down\n');
  await until('pid file gone', () => !existsSync(inDirectory('pid')));
}

try {
  await theJobs();
  console.log(`smoke test passed on Node ${process.version}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
  if (daemonPid() > 0) ctl('shutdown');
} finally {
  rmSync(directory, { recursive: true, force: true });
}
