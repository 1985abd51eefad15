/** Lines typed to a client, one command after another, against a daemon of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Daemon } from '../../support/daemon.ts';
import type { DaemonKind } from '../../support/daemon-command.ts';
import { type CompletedRun, runToExit } from '../../support/run-to-exit.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { Step } from './session-steps.ts';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SessionFacts {
  /** The client. */
  readonly command: string;
  readonly daemon: DaemonKind;
  readonly directory: string;
  readonly config: string;
}

export class TypedSession {
  readonly #command: string;
  readonly #daemon: Daemon;

  constructor({ command, daemon, directory, config }: SessionFacts) {
    this.#command = command;
    this.#daemon = new Daemon({ kind: daemon, directory, text: config });
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
    .replaceAll(/^further commands.*\n=+\n(?:.+\n)*\n/gm, '')
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
