// How long it takes to start many programs, and to stop them all: the floor (a C loop over posix_spawn), vigild, and
// supervisord where it is installed, all in one run on the same machine. Ratios say more than milliseconds.
//
// Usage: node bench/start-stop.mjs [--programs 200,1000] [--rounds 3]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '200,1000' },
    rounds: { type: 'string', default: '3' },
  },
});
const COUNTS = values.programs.split(',').map(Number);
const ROUNDS = Number(values.rounds);
const VIGILD = fileURLToPath(new URL('../bin/vigild', import.meta.url));
const SUPERVISORD = '/usr/bin/supervisord';

// The least that a supervisor can do: one posix_spawn a program, one waitpid an exit.
const FLOOR = `
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
static volatile sig_atomic_t stopping = 0;
static void stop(int number) { (void) number; stopping = 1; }
int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1;
  pid_t *pids = calloc(count, sizeof *pids);
  char *command[] = {"sleep", "1000", NULL};
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &before);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  for (int i = 0; i < count; i++)
    if (posix_spawn(&pids[i], "/bin/sleep", NULL, &attributes, command, environ) != 0) return 1;
  while (!stopping) sigsuspend(&before);
  for (int i = 0; i < count; i++) kill(pids[i], SIGTERM);
  for (int i = 0; i < count; i++) waitpid(pids[i], NULL, 0);
  return 0;
}
`;

const configuration = (count) => `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
nodaemon=true
silent=true

[unix_http_server]
file=%(here)s/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[program:sleep]
command=/bin/sleep 1000
process_name=%(program_name)s_%(process_num)d
numprocs=${count}
stdout_logfile=NONE
stderr_logfile=NONE
`;

const directory = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
try {
  const floor = compileFloor();
  for (const count of COUNTS) {
    writeFileSync(join(directory, 'supervisord.conf'), configuration(count));
    const contenders = [{ name: 'posix_spawn in C', command: [floor, String(count)] }];
    contenders.push({ name: 'vigild', command: [VIGILD, '-c', join(directory, 'supervisord.conf')] });
    if (existsSync(SUPERVISORD)) {
      contenders.push({
        name: 'supervisord',
        command: [SUPERVISORD, '-c', join(directory, 'supervisord.conf')],
      });
    }
    printTable(count, await measureAll(contenders, count));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function compileFloor() {
  const source = join(directory, 'floor.c');
  const binary = join(directory, 'floor');
  writeFileSync(source, FLOOR);
  execFileSync('cc', ['-O2', '-o', binary, source]);
  return binary;
}

/** The contenders take turns, so that a busy moment of the machine hits all of them. */
async function measureAll(contenders, count) {
  const samples = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, command } of contenders) samples.get(name).push(await measure(command, count));
  }
  return [...samples].map(([name, runs]) => ({
    name,
    start: median(runs.map((run) => run.start)),
    stop: median(runs.map((run) => run.stop)),
  }));
}

/** From the command's start until all children exist, and from TERM until it has exited after all of them. */
async function measure([command, ...commandArguments], count) {
  const before = performance.now();
  const child = spawn(command, commandArguments, { stdio: 'ignore', cwd: directory, detached: true });
  const exited = once(child, 'exit');
  let runDirectory = null;
  try {
    // How many children it has is asked often, but cheaply: one small file.
    while (countChildren(child.pid) < count) {
      if (child.exitCode !== null) throw new Error(`${command} ended early with status ${child.exitCode}`);
      await delay(1);
    }
    const start = performance.now() - before;
    runDirectory = runDirectoryOf(child.pid);
    const asked = performance.now();
    child.kill('SIGTERM');
    await exited;
    return { start, stop: performance.now() - asked };
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
    // Every start is a first one, as it is for the others.
    if (runDirectory !== null) rmSync(runDirectory, { recursive: true, force: true });
  }
}

/** Where vigild keeps its lock and its pipes. */
function runDirectoryOf(pid) {
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      if (/\/vigil.*\/lock$/.test(target)) return dirname(target);
    } catch {
      // Closed between the two calls.
    }
  }
  return null;
}

function countChildren(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').length - 1;
  } catch {
    return 0; // It has not started yet, or ended.
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function printTable(count, rows) {
  const [floor] = rows;
  const cells = rows.map(({ name, start, stop }) => [
    name,
    start.toFixed(0),
    (start / floor.start).toFixed(2),
    stop.toFixed(0),
    (stop / floor.stop).toFixed(2),
  ]);
  const lines = [['', 'start, ms', 'ratio', 'stop, ms', 'ratio'], ...cells];
  process.stdout.write(`\n${count} programs, median of ${ROUNDS} rounds\n`);
  for (const [name, ...numbers] of lines) {
    process.stdout.write(`${name.padEnd(18)}${numbers.map((number) => number.padStart(11)).join('')}\n`);
  }
}
