/**
 * The latest command of an operator for each process, by which a repetition is known: one shared record for all that it was
 * about.
 */
import type { Caller } from '../../core/caller.ts';

interface LastCommand {
  readonly verb: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: Caller;
}

/** A command that comes again within this time, from the same process, is a repetition. In milliseconds. */
const REPETITION = 60_000;

export class LastCommands {
  /** By `group:process`. */
  readonly #commands = new Map<string, LastCommand>();

  note(command: LastCommand, names: readonly string[]): void {
    for (const name of names) this.#commands.set(name, command);
  }

  /** Whether the same caller said the same to the same processes last, and not long ago. */
  isRepetition(command: LastCommand, names: readonly string[]): boolean {
    return names.length > 0 && names.every((name) => isSame(this.#commands.get(name), command));
  }

  /** The group left the configuration. */
  forget(group: string): void {
    for (const name of this.#commands.keys()) if (name.startsWith(`${group}:`)) this.#commands.delete(name);
  }
}

function isSame(before: LastCommand | undefined, now: LastCommand): boolean {
  if (before === undefined || before.verb !== now.verb || now.at - before.at > REPETITION) return false;
  return callerKey(before.by) === callerKey(now.by);
}

function callerKey(by: Caller): string {
  return JSON.stringify(by);
}
