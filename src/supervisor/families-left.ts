/**
 * Families of processes that were taken out of the configuration while something of them was to be ended before their next
 * start. An `update` takes a whole group out and puts it in again: the start that follows is that next one.
 */
import type { ProcessConfig } from '../config/model.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ProgramFamily } from './ports.ts';

export class FamiliesLeft {
  readonly #families = new Map<string, ProgramFamily>();

  /** Closes a process that leaves the configuration. Its family is kept where it is to be ended before a next start. */
  closeBut(process: ManagedProcess): void {
    this.#forgetEnded();
    if (process.clearsBeforeStart && process.family.leftovers() !== null) {
      process.letGo();
      this.#families.set(keyOf(process.config), process.family);
    } else {
      process.close();
    }
  }

  /** The family of a process of this name, under its new configuration; null where nothing is left of one. */
  take(config: ProcessConfig): ProgramFamily | null {
    const family = this.#families.get(keyOf(config)) ?? null;
    this.#families.delete(keyOf(config));
    family?.reconfigure(config);
    return family;
  }

  close(): void {
    for (const family of this.#families.values()) family.close();
    this.#families.clear();
  }

  #forgetEnded(): void {
    for (const [key, family] of this.#families) {
      if (family.leftovers() !== null) continue;
      family.close();
      this.#families.delete(key);
    }
  }
}

const keyOf = ({ group, name }: ProcessConfig): string => `${group}:${name}`;
