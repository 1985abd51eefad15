/** Runs commands that are written as for a shell: sendmail, gcore. */
import { spawn } from 'node:child_process';

/** A command that hangs must not hold up the listener for ever. In milliseconds. */
const LONGEST_RUN = 60_000;
/** How long its output is read after its exit, in milliseconds. */
const LAST_WORDS = 500;
/** How much of a command's output is kept, in characters. */
const LONGEST_OUTPUT = 65_536;

export interface ShellResult {
  /** Null when it went well; otherwise what did not, such as `exit status 1`. */
  readonly problem: string | null;
  /** Its output and errors, as far as they are kept. */
  readonly output: string;
}

export type RunShell = (command: string, input: string) => Promise<ShellResult>;

export const runShell: RunShell = (command, input) =>
  new Promise((resolve) => {
    let output = '';
    const child = spawn('/bin/sh', ['-c', command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: LONGEST_RUN,
      killSignal: 'SIGKILL',
    });
    const keep = (chunk: string) => {
      output = (output + chunk).slice(0, LONGEST_OUTPUT);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    // A command that does not read its input is judged by its exit status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', (error) => resolve({ problem: error.message, output }));
    child.once('exit', () => {
      // A process that it left behind may keep the pipes open.
      const timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_WORDS);
      child.once('close', () => clearTimeout(timer));
    });
    child.once('close', (code, signal) => resolve({ problem: problemOf(code, signal), output }));
  });

function problemOf(code: number | null, signal: NodeJS.Signals | null): string | null {
  if (signal !== null) return `ended by ${signal}`;
  return code === 0 ? null : `exit status ${code}`;
}
