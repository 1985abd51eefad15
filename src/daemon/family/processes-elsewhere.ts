/**
 * Processes of programs that are not the daemon's children, since an earlier daemon started them. To find those of one
 * program every process of the machine is read; programs that ended together, as before this daemon began, share that.
 */
import { isAlive, listProcesses, type ProcessStat } from '../../os/process-table.ts';

export interface ProcessesElsewhereParts<Owner> {
  /** Null: of no program, or of none that can be told. */
  ownerOf(process: ProcessStat): Owner | null;
  /** Runs `action` in the next turn. */
  defer(action: () => void): void;
}

export class ProcessesElsewhere<Owner> {
  readonly #parts: ProcessesElsewhereParts<Owner>;
  /** Null: to be read. */
  #found: ReadonlyMap<Owner, readonly ProcessStat[]> | null = null;

  constructor(parts: ProcessesElsewhereParts<Owner>) {
    this.#parts = parts;
  }

  /** Those that are alive, of the first look in this turn or after {@link forget}. */
  of(owner: Owner): readonly ProcessStat[] {
    if (this.#found === null) {
      this.#found = this.#read();
      this.#parts.defer(() => this.forget());
    }
    return (this.#found.get(owner) ?? []).filter(isAlive);
  }

  /** The next look is to be a new one. */
  forget(): void {
    this.#found = null;
  }

  #read(): ReadonlyMap<Owner, readonly ProcessStat[]> {
    const found = new Map<Owner, ProcessStat[]>();
    for (const candidate of listProcesses()) {
      const { pid, state, parent } = candidate;
      if (state === 'Z' || parent === process.pid || pid === process.pid) continue;
      const owner = this.#parts.ownerOf(candidate);
      if (owner === null) continue;
      const others = found.get(owner);
      if (others === undefined) found.set(owner, [candidate]);
      else others.push(candidate);
    }
    return found;
  }
}
