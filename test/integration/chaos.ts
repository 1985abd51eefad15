/** Programs for the chaos test, and what must be so of their logs. */
import { join } from 'node:path';
import { daemonSections } from '../support/daemon-sections.ts';
import { Random } from '../support/random.ts';

export interface ChaosProgram {
  readonly name: string;
  /** Ends by itself again and again. */
  readonly crashes: boolean;
  readonly rotates: boolean;
  readonly command: string;
}

export interface ChaosOptions {
  readonly seed: number;
  readonly programs: number;
  /** The folder of the test's child programs. */
  readonly children: string;
}

export function chaosPrograms({ seed, programs, children }: ChaosOptions): readonly ChaosProgram[] {
  const random = new Random(seed);
  const script = join(children, 'numbers-its-lines.sh');
  return Array.from({ length: programs }, (_, index) => {
    const crashes = index % 3 === 2;
    const pause = `0.${random.between(2, 7)}`;
    const burst = random.between(1, 40);
    // Longer than a second, so that no restart is held back.
    const bursts = crashes ? random.between(8, 15) : 0;
    const how = random.pick(['SEGV', 'KILL', '1', '3', '0']);
    return {
      name: `${crashes ? 'crashes' : 'steady'}_${index}`,
      crashes,
      rotates: index % 5 === 1,
      command: `${script} ${pause} ${burst} ${bursts} ${how}`,
    };
  });
}

export function chaosConfiguration(programs: readonly ChaosProgram[]): string {
  const sections = programs.map(
    ({ name, command, rotates }) => `[program:${name}]
command=${command}
startsecs=0
autorestart=true
redirect_stderr=true
stdout_logfile=%(here)s/out/${name}.log
stdout_logfile_maxbytes=${rotates ? 4096 : 0}
stdout_logfile_backups=${rotates ? 1000 : 0}
`,
  );
  return `${daemonSections({ supervisord: ['logfile_maxbytes=0', 'minfds=2048'] })}${sections.join('\n')}`;
}

export interface ChaosRuns {
  /** The pids of the runs, in order. */
  readonly pids: readonly number[];
  readonly problems: readonly string[];
}

/** Every line of every run exactly once and in order, one run after another, each but the last to its end. */
export function checkRuns(name: string, log: string): ChaosRuns {
  const pids: number[] = [];
  const problems: string[] = [];
  let line = 0;
  let isOver = true;
  const lines = log.split('\n');
  // What the program is writing in this moment may end in the middle of a line.
  lines.pop();
  for (const text of lines) {
    const match = /^(\d+) (bye )?(\d+)$/.exec(text);
    if (match === null) {
      problems.push(`${name}: no line of the program: ${JSON.stringify(text)}`);
      continue;
    }
    const [pid, number] = [Number(match[1]), Number(match[3])];
    if (pid !== pids.at(-1)) {
      if (!isOver) problems.push(`${name}: run ${pids.at(-1)} has no end before run ${pid}`);
      pids.push(pid);
      line = 0;
      isOver = false;
    }
    isOver = match[2] !== undefined;
    if (isOver ? number !== line : number !== line + 1) {
      problems.push(`${name}: run ${pid} has "${text}" after line ${line}`);
    }
    line = number;
  }
  return { pids, problems };
}
