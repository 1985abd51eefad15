/**
 * vigil-pidproxy: stands in for a program whose signals must reach another process than the one that was started,
 * such as a server that a wrapper script starts and watches. Source: Supervisor pidproxy.py.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { errorCode } from '../core/thrown.ts';
import { writeAll } from '../os/write-all.ts';
import { readChildPid } from './child-pid-file.ts';
import { type PidproxyArguments, parsePidproxyArguments, pidproxyUsage } from './pidproxy-arguments.ts';

const STDOUT = 1;
const STDERR = 2;
const FAILED = 1;
/** As a shell reports a command that it cannot run. */
const NOT_STARTED = 127;

type ForwardedSignal = 'SIGTERM' | 'SIGHUP' | 'SIGINT' | 'SIGUSR1' | 'SIGUSR2' | 'SIGQUIT';

/** What becomes of the proxy once it has passed the signal on. */
const AFTERWARDS = {
  SIGTERM: 'exit',
  SIGHUP: 'stay',
  SIGINT: 'exit',
  SIGUSR1: 'stay',
  SIGUSR2: 'stay',
  SIGQUIT: 'exit',
} as const satisfies Record<ForwardedSignal, 'exit' | 'stay'>;

/** `argv` is Node's: the interpreter, the program, its arguments. */
function main([, program = 'vigil-pidproxy', ...args]: readonly string[]): void {
  const request = parsePidproxyArguments(args);
  if (request === null) {
    writeAll(STDOUT, pidproxyUsage(program));
    process.exitCode = FAILED;
    return;
  }
  // Before the start, so that no signal ends the proxy alone. A listener also keeps SIGUSR1 from Node's debugger.
  for (const signal of Object.keys(AFTERWARDS) as ForwardedSignal[]) {
    process.on(signal, () => forward(signal, request.pidFile));
  }
  start(request);
}

function start({ command, commandArguments }: PidproxyArguments): void {
  try {
    const child = spawn(resolve(command), commandArguments, { argv0: command, stdio: 'inherit' });
    child.once('error', (error) => refuse(command, error));
    // Its exit status is not passed on, as Supervisor's is not: with the command gone there is nothing to stand for.
    child.once('exit', () => process.exit(0));
  } catch (error) {
    refuse(command, error);
  }
}

function refuse(command: string, error: unknown): never {
  writeAll(STDERR, `vigil-pidproxy: cannot start "${command}": ${errorCode(error)}\n`);
  process.exit(NOT_STARTED);
}

function forward(signal: ForwardedSignal, pidFile: string): void {
  const pid = readChildPid(pidFile);
  if (pid === null) {
    writeAll(STDOUT, `Can't read child pidfile ${pidFile}!\n`);
    return;
  }
  const isLast = AFTERWARDS[signal] === 'exit';
  try {
    process.kill(pid, signal);
  } catch (error) {
    writeAll(STDERR, `vigil-pidproxy: cannot send ${signal} to process ${pid}: ${errorCode(error)}\n`);
    if (isLast) process.exit(FAILED);
    return;
  }
  if (isLast) process.exit(0);
}

main(process.argv);
