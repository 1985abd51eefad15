/** What has to be true of the logs after a churn, whatever happened in it. */

/**
 * Every spawn is followed by exactly one reap, per process, and nothing runs at the end. Returns what is wrong, one
 * sentence each.
 */
export function checkSpawnsAndReaps(log: string): string[] {
  const running = new Map<string, boolean>();
  const problems: string[] = [];
  for (const line of log.split('\n')) {
    const spawned = /INFO spawned: '([^']+)' with pid/.exec(line)?.[1];
    const reaped = /(?:exited|stopped): (\S+) \(/.exec(line)?.[1];
    if (spawned !== undefined) {
      if (running.get(spawned) === true) problems.push(`spawned twice: ${line}`);
      running.set(spawned, true);
    } else if (reaped !== undefined) {
      if (running.get(reaped) !== true) problems.push(`reaped without a spawn: ${line}`);
      running.set(reaped, false);
    }
  }
  for (const [name, isRunning] of running) if (isRunning) problems.push(`never reaped: ${name}`);
  return problems;
}

export function countSpawns(log: string, name: string): number {
  return log.split('\n').filter((line) => line.includes(` INFO spawned: '${name}' with pid `)).length;
}

/**
 * A program's log holds the lines of one run after the other, each from 1 upwards without a gap, up to its "end".
 * Returns what is wrong.
 */
export function checkNumberedLines(name: string, text: string): { runs: number; problems: string[] } {
  const problems: string[] = [];
  let last: { pid: string; number: number; kind: string } | null = null;
  let runs = 0;
  if (text !== '' && !text.endsWith('\n')) problems.push(`${name}: the last line is torn`);
  for (const line of text.split('\n').slice(0, -1)) {
    const [pid = '', number = '', kind = ''] = line.split(' ');
    const current = { pid, number: Number(number), kind };
    if (current.number === 1) {
      runs += 1;
      if (last !== null && last.kind !== 'end') problems.push(`${name}: the end before "${line}" is missing`);
    } else if (last === null || current.pid !== last.pid || current.number !== last.number + 1) {
      problems.push(`${name}: "${line}" follows "${last?.pid} ${last?.number} ${last?.kind}"`);
    }
    last = current;
  }
  if (last !== null && last.kind !== 'end') problems.push(`${name}: the last end is missing`);
  return { runs, problems };
}
