/** A new build is tried before anything is given up for it: it must load, and read the configuration in use. */
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitStatus } from '../../core/exit-status.ts';
import { SIGKILL } from '../../core/signals.ts';
import { fileDescriptor, later, milliseconds } from '../../core/units.ts';
import { JOURNAL_VERSION } from '../../journal/record.ts';
import { ChildSpawner } from '../../os/child-process.ts';
import { environmentEntries } from '../../os/environment-bytes.ts';
import type { Machine } from '../machine.ts';
import type { CommandLine } from './handover.ts';

export interface TrialRequest extends Place {
  readonly machine: Machine;
  readonly command: CommandLine;
  readonly directory: string;
}

const PATIENCE = milliseconds(10_000);
const LONGEST_REASON = 1000;

/** In seconds: far more than this build takes from its first moment until it serves. */
export const TIME_TO_SERVE = 60;

export type TrialOutcome =
  | { readonly kind: 'bad'; readonly reason: string }
  /** `patience`: in seconds; 0: it is an older build, which calls no alarm off. */
  | { readonly kind: 'good'; readonly patience: number };

interface Place {
  /** What the instance is known by. */
  readonly pidfile: string;
  readonly runDirectory: string;
}

/** What a build prints for `--trial`. */
export function trialText(version: string, place: Place): string {
  const answer = { ready: version, ...place, journal: JOURNAL_VERSION, patience: TIME_TO_SERVE };
  return `${JSON.stringify(answer)}\n`;
}

export async function tryBuild(request: TrialRequest): Promise<TrialOutcome> {
  const { machine, command, directory, runDirectory } = request;
  const outputFile = join(runDirectory, 'trial');
  const output = fileDescriptor(openSync(outputFile, 'w', 0o600));
  try {
    const spawned = new ChildSpawner({ libc: machine.libc, childOpenFiles: null }).spawnChild({
      ...command,
      environment: environmentEntries(process.env),
      directory,
      umask: null,
      stdin: machine.nothing,
      stdout: output,
      stderr: output,
      sockets: [],
      processGroup: 'session',
      user: null,
    });
    if (spawned.kind === 'failed') return bad(`it cannot be started: ${spawned.message}`);
    let isLate = false;
    const timer = machine.clock.schedule(later(machine.clock.now(), PATIENCE), () => {
      isLate = true;
      machine.processes.signal(spawned.pid, SIGKILL, true);
    });
    const status = await new Promise<ExitStatus>((resolve) =>
      machine.processes.expectExit(spawned.pid, resolve),
    );
    timer.cancel();
    if (isLate) return bad(`its trial did not end within ${PATIENCE / 1000} seconds`);
    return judge(status, readFileSync(outputFile, 'utf8'), request);
  } finally {
    closeSync(output);
    rmSync(outputFile, { force: true });
  }
}

function judge(status: ExitStatus, output: string, { pidfile, runDirectory }: Place): TrialOutcome {
  const said = output.trim().slice(0, LONGEST_REASON).replaceAll('\n', ' ');
  if (status.kind !== 'exited' || status.code !== 0) {
    const end = status.kind === 'exited' ? `exited with status ${status.code}` : 'was killed';
    return bad(`its trial ${end}: ${said}`);
  }
  const answer = parsed(output);
  if (answer === null) return bad(`its trial did not say that it is ready: ${said}`);
  if (answer['pidfile'] !== pidfile) {
    return bad(`the configuration now has another pidfile: ${answer['pidfile']}`);
  }
  // Builds that do not say it look elsewhere.
  if (answer['runDirectory'] !== runDirectory) {
    return bad(`it would not look for what runs in "${runDirectory}", and start everything a second time`);
  }
  if (Number(answer['journal']) < JOURNAL_VERSION) return bad('it is older and cannot read the journal');
  const patience = Number(answer['patience'] ?? 0);
  return { kind: 'good', patience: Number.isSafeInteger(patience) ? Math.max(patience, 0) : 0 };
}

const bad = (reason: string): TrialOutcome => ({ kind: 'bad', reason });

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'ready' in answer ? { ...answer } : null;
  } catch {
    return null; // Not a build of vigild.
  }
}
