/** Counts starts and failures of processes. They belong to a name in its group, whatever takes its place there. */
import type { StateChange } from '../../core/process-effect.ts';
import type { ProcessName, ProcessTally } from '../../rpc/daemon-facade.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';

const NOTHING: ProcessTally = { starts: 0, failures: 0 };

export class ProcessTallies {
  /** By group, then by process. */
  readonly #groups = new Map<string, Map<string, ProcessTally>>();

  attach(supervisor: Supervisor): void {
    supervisor.onStateChange((group, process, change) => this.#count(group.name, process.name, change));
    supervisor.onWorldChange((change) => {
      if (change.kind === 'group-removed') this.#groups.delete(change.group.name);
    });
  }

  of({ group, process }: ProcessName): ProcessTally {
    return this.#groups.get(group)?.get(process) ?? NOTHING;
  }

  #count(group: string, process: string, { to, expected }: StateChange): void {
    const isStart = to === 'STARTING';
    const isFailure = to === 'BACKOFF' || (to === 'EXITED' && !expected);
    if (!isStart && !isFailure) return;
    const { starts, failures } = this.of({ group, process });
    const tally = { starts: starts + (isStart ? 1 : 0), failures: failures + (isFailure ? 1 : 0) };
    const processes = this.#groups.get(group) ?? new Map<string, ProcessTally>();
    this.#groups.set(group, processes.set(process, tally));
  }
}
