/** Gathers what an explanation needs, and only when one is asked for; the rules are in `explain/`. */
import type { ProcessConfig } from '../../config/model.ts';
import { splitCommand } from '../../core/command-words.ts';
import { joinNamespec } from '../../core/namespec.ts';
import type { LastEnd } from '../../core/process-past.ts';
import { deadlineOf, isClearing, pidOf, publicStateName } from '../../core/process-state.ts';
import { SIGKILL } from '../../core/signals.ts';
import { explain } from '../../explain/explain.ts';
import type { Explanation } from '../../explain/explanation.ts';
import type { ExplainFacts, MachineFindings, PolicyFacts } from '../../explain/facts.ts';
import { memoryFinding } from '../../os/memory-kills.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { Clock } from '../../supervisor/ports.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { commandFinding } from './command-finding.ts';
import { lastOutput } from './last-output.ts';
import { portFinding } from './port-finding.ts';

export interface ExplainerParts {
  readonly clock: Clock;
  /** The daemon's own. */
  readonly environment: ReadonlyMap<string, string>;
  readonly supervisor: Supervisor;
}

export class Explainer {
  readonly #parts: ExplainerParts;

  constructor({ clock, environment, supervisor }: ExplainerParts) {
    this.#parts = { clock, environment, supervisor };
  }

  async explain(group: string, process: ManagedProcess): Promise<Explanation> {
    return explain(await this.#facts(group, process));
  }

  async #facts(group: string, process: ManagedProcess): Promise<ExplainFacts> {
    const { clock } = this.#parts;
    const { config, name } = process;
    const split = splitCommand(config.command);
    const words = split.kind === 'split' ? split.words : [];
    const { lines, output } = await lastOutput(process.runtime);
    // Read only now: reading the logs took a while.
    const { state, past } = process;
    const deadline = deadlineOf(state);
    return {
      namespec: joinNamespec(group, name),
      group,
      name,
      state: publicStateName(state),
      now: clock.wallNow(),
      since: past.since ?? state.history.stoppedAt ?? state.history.startedAt,
      pid: pidOf(state),
      dueIn: deadline === null ? null : Math.max(0, deadline - clock.now()),
      failures: state.history.failures,
      hasStarted: state.history.startedAt !== null,
      policy: policyFacts(config),
      words,
      end: past.lastEnd,
      lastCommand: past.lastCommand,
      stoppedByShutdown: past.stoppedByShutdown,
      knowsSentSignals: true,
      lines,
      output,
      machine: this.#findings(past.lastEnd, { config, words, lines }),
      leftovers: leftoverFacts(process),
    };
  }

  #findings(end: LastEnd | null, subject: Subject): MachineFindings {
    return {
      executable: isAboutExecutable(end) ? this.#executable(subject) : null,
      port: portFinding({
        ...subject,
        lines: portLines(end, subject),
        programOf: (pid) => this.#programOf(pid),
      }),
      memory: end?.kind === 'run' && end.pid !== null && isKill(end) ? memoryFinding(end.pid) : null,
    };
  }

  #executable({ words, config }: Subject) {
    return commandFinding(words, {
      program: config.environment.get('PATH'),
      daemon: this.#parts.environment.get('PATH'),
    });
  }

  #programOf(pid: number): string | null {
    for (const group of this.#parts.supervisor.groups()) {
      const found = group.processes().find(({ state }) => pidOf(state) === pid);
      if (found !== undefined) return joinNamespec(group.name, found.name);
    }
    return null;
  }
}

function leftoverFacts({ state, family, clearsBeforeStart }: ManagedProcess): ExplainFacts['leftovers'] {
  if (isClearing(state)) return null;
  const left = family.members(pidOf(state)).filter(({ role }) => role === 'leftover');
  const processes = left.map(({ pid, command }) => ({ pid, command }));
  return processes.length === 0 ? null : { processes, areEndedFirst: clearsBeforeStart };
}

interface Subject {
  readonly config: ProcessConfig;
  readonly words: readonly string[];
  readonly lines: readonly string[];
}

/** setpriv tells of a command that it cannot run with 126 and 127, as shells do. */
function isAboutExecutable(end: LastEnd | null): boolean {
  if (end?.kind === 'spawn-failed') return end.step === 'look-up' || end.step === 'exec';
  return end?.status?.kind === 'exited' && (end.status.code === 126 || end.status.code === 127);
}

/** A socket of `sockets=` that the daemon could not open is told of in the failure's message. */
function portLines(end: LastEnd | null, { lines }: Subject): readonly string[] {
  return end?.kind === 'spawn-failed' ? [end.message] : lines;
}

function isKill({ status }: Extract<LastEnd, { kind: 'run' }>): boolean {
  if (status === null) return false;
  return status.kind === 'signaled' ? status.signal === SIGKILL : status.code === 137;
}

function policyFacts(config: ProcessConfig): PolicyFacts {
  const { autostart, autorestart, startsecs, startretries, exitcodes, stopwaitsecs, directory, user } =
    config;
  return {
    autostart,
    autorestart,
    startsecs,
    startretries,
    exitcodes,
    stopwaitsecs,
    directory,
    user: user?.written ?? null,
  };
}
