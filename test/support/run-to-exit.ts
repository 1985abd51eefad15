import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds after which the command is killed and the run fails. */
  readonly within?: number;
}

export interface CompletedRun {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command until it exits and its output is at its end. */
export async function runToExit(
  command: string,
  commandArguments: readonly string[],
  options: RunOptions = {},
): Promise<CompletedRun> {
  const { directory = '/', environment = {}, input = '', within = 30_000 } = options;
  const child = spawn(command, commandArguments, { cwd: directory, env: environment, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that exits without reading its input is no failure of the run.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let isLate = false;
  const bound = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, within);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const result = {
      code,
      signal,
      stdout: Buffer.concat(stdout).toString('utf8'),
      stderr: Buffer.concat(stderr).toString('utf8'),
    };
    if (isLate) {
      const shown = `${result.stdout}${result.stderr}`;
      throw new Error(
        `${command} ${commandArguments.join(' ')}: still ran after ${within / 1000} s\n${shown}`,
      );
    }
    return result;
  } finally {
    clearTimeout(bound);
  }
}
