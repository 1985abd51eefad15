// The main job with the built commands on the Node that runs this script: start in the background, see a program
// RUNNING, restart it, shut down. Prints what it saw; exits 1 when something is not as it should be.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const directory = mkdtempSync(join(tmpdir(), 'vigil-smoke-'));
const config = join(directory, 'supervisord.conf');
writeFileSync(
  config,
  `[unix_http_server]
file=%(here)s/sock
[supervisord]
logfile=${directory}/log
pidfile=${directory}/pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${directory}/sock
[program:sleeper]
command=sleep 1000
stdout_logfile=NONE
stderr_logfile=NONE
`,
);

const run = (command, ...args) =>
  execFileSync(process.execPath, [join('bin', command), '-c', config, ...args], { encoding: 'utf8' });

async function until(what, condition) {
  const end = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > end)
      throw new Error(`never happened: ${what}\n${readFileSync(join(directory, 'log'), 'utf8')}`);
    await sleep(50);
  }
}

const statusOf = () => {
  try {
    return run('vigilctl', 'status');
  } catch (error) {
    return error.stdout;
  }
};

try {
  run('vigild');
  await until('sleeper RUNNING', () => /sleeper +RUNNING/.test(statusOf()));
  const restarted = run('vigilctl', 'restart', 'sleeper');
  if (restarted !== 'sleeper: stopped\nsleeper: started\n') throw new Error(`restart said ${restarted}`);
  const shutdown = run('vigilctl', 'shutdown');
  if (shutdown !== 'Shut down\n') throw new Error(`shutdown said ${shutdown}`);
  await until('pid file gone', () => !existsSync(join(directory, 'pid')));
  console.log(`smoke test passed on Node ${process.version}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
