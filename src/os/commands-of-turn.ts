/** Where commands are, looked up once in a turn: a series of starts asks for the same ones. */
import { type CommandLookup, lookUpCommand } from './command-lookup.ts';

export class CommandsOfTurn {
  readonly #daemonPath: string | undefined;
  readonly #defer: (action: () => void) => void;
  readonly #found = new Map<string, CommandLookup>();

  /** `daemonPath`: the daemon's PATH. `defer` runs an action in the next turn. */
  constructor(daemonPath: string | undefined, defer: (action: () => void) => void) {
    this.#daemonPath = daemonPath;
    this.#defer = defer;
  }

  /** For the words of a command, and the PATH of its configured environment, if it has one. */
  find(words: readonly string[], program: string | undefined): CommandLookup {
    const key = program === undefined ? `${words[0]}` : `${words[0]}\0${program}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = lookUpCommand(words, { program, daemon: this.#daemonPath });
    if (found.kind === 'found' && words[0] !== undefined) this.#remember(key, found);
    return found;
  }

  /** One of them turned out not to be there any more. */
  forget(): void {
    this.#found.clear();
  }

  #remember(key: string, found: CommandLookup): void {
    if (this.#found.size === 0) this.#defer(() => this.forget());
    this.#found.set(key, found);
  }
}
