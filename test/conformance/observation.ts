/**
 * What one run of a scenario left to be seen, by name, in a form that does not depend on times, pids and paths. Two
 * observations of the same behaviour are equal.
 */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { daemonCommand } from '../support/daemon-command.ts';
import { describeFile } from '../support/describe-file.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';

export type Observation = ReadonlyMap<string, string>;

/** Files that are compared line by line; `daemon.stdout` echoes the log of a daemon in the foreground. */
const LOGS = ['supervisord.log', 'daemon.stdout'];

/** `inputs` are the files that were there before the run. */
export function observe(run: ScenarioRun, scenario: Scenario, inputs: ReadonlySet<string>): Observation {
  const observation = new Map<string, string>();
  const put = (name: string, text: string) => observation.set(plain(run, name), plain(run, text));
  for (const [what, value] of run.notes) put(`note: ${what}`, value);
  run.daemons.forEach((daemon, index) => {
    const { exit } = daemon;
    put(`exit of daemon ${index + 1}`, exit === null ? 'not to be seen' : `${exit.code} ${exit.signal}`);
  });
  for (const path of filesUnder(run.directory)) {
    if (inputs.has(path)) continue;
    put(`kind of ${path}`, describeFile(join(run.directory, path)));
    const text = readContents(join(run.directory, path));
    if (LOGS.includes(basename(path, '.old'))) {
      for (const [name, lines] of splitLog(plain(run, text), scenario)) put(`${path}: ${name}`, lines);
    } else if (text !== '') {
      put(`contents of ${path}`, text);
    }
  }
  return observation;
}

/** Paths below a folder, relative to it, without directories. */
export function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

function readContents(path: string): string {
  return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
}

/** Replaces what differs from run to run. */
function plain(run: ScenarioRun, text: string): string {
  let result = text
    .replaceAll(run.directory, '<here>')
    .replaceAll(daemonCommand(run.kind), '<command>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/g, '<time>')
    .replaceAll(/\b(with pid|pid|Pid|PID):? \d+/g, '$1 <pid>')
    .replaceAll(/(killing '[^']*') \(\d+\)/g, '$1 (<pid>)')
    // After the pids: one of them may be the same number.
    .replaceAll(String(run.port), '<port>')
    .replaceAll(/(-std(?:out|err)---[^/\s]*-)[a-z0-9_]{8}\.log/g, '$1<random>.log');
  for (const daemon of run.daemons) {
    result = result.replaceAll(daemon.mark, '<mark>');
  }
  return result;
}

const LINE_OF_PROCESS = [
  /^\w+ (?:spawned|killing|sending|process|attempted to \w+): ?'([^']+)'/,
  /^\w+ (?:killing|process) '([^']+)'/,
  /^\w+ (?:success|exited|stopped|gave up): (\S+) /,
  /^\w+ waiting for (\S+) to stop$/,
  /^\w+ (?:killing|sending) (\S+) \(pid/,
  /^\w+ '([^']+)' std(?:out|err) output:/,
];

/** The lines of an activity log by what they are about; Supervisor's own order depends on the turns of its loop. */
function splitLog(log: string, scenario: Scenario): Map<string, string> {
  const parts = new Map<string, string[]>();
  const add = (name: string, line: string) => parts.set(name, [...(parts.get(name) ?? []), line]);
  const lines = log.split('\n');
  const isOfProgram = (line: string) => scenario.programLines?.test(line) === true;
  for (const line of lines.filter(isOfProgram)) add('lines of programs', line);
  const own = lines.filter((line) => !isOfProgram(line)).join('\n');
  const entries = own.split(/^<time> /m);
  if (entries[0] !== undefined && entries[0] !== '') add('outside of entries', entries[0]);
  for (const entry of entries.slice(1)) {
    const line = entry.trimEnd();
    if (scenario.ignoredLines?.test(line)) continue;
    add(subjectOf(line), line);
    if (scenario.orderedLines?.test(line)) add('order', line);
  }
  return new Map([...parts].map(([name, lines]) => [name, lines.join('\n')]));
}

function subjectOf(line: string): string {
  for (const pattern of LINE_OF_PROCESS) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return `process ${name}`;
  }
  return /^\w+ spawnerr: /.test(line) ? line : 'daemon';
}
