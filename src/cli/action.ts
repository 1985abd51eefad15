/** What an action of the client is: one row of the table in `actions.ts`. */
import type { OptionSpec } from '../core/getopt.ts';
import type { JsonValue } from '../core/json-value.ts';
import type { ExitStatus } from './exit-status.ts';
import type { Session } from './session.ts';

export type Command = (session: Session, words: readonly string[]) => Promise<void>;

/** Null after a failure that was told in lines, as a {@link Command} tells it. */
export type JsonCommand = (session: Session, words: readonly string[]) => Promise<JsonValue | null>;

/** One line of `help <action>`: how to type it, and what it means. A line may have only one of them. */
export interface UsageLine {
  readonly usage: string;
  readonly meaning: string;
}

export type ArgumentRule =
  | { readonly kind: 'any' }
  /** Refused with a sentence and exit status 1. */
  | { readonly kind: 'none' }
  /** With fewer words, `missing` is said, the help follows, and `status` is the exit status. */
  | {
      readonly kind: 'at-least';
      readonly count: number;
      readonly missing: string;
      readonly status: ExitStatus;
    }
  | { readonly kind: 'between'; readonly least: number; readonly most: number };

/** `signal-first`: a signal, then processes. */
export type Completes = 'nothing' | 'files' | 'actions' | 'groups' | 'processes' | 'signal-first' | 'shells';

/** An option of an action's own. */
export interface ActionOption extends OptionSpec {
  readonly long: string;
  /** What is offered for its value. */
  readonly completes: readonly string[];
}

export interface Action {
  readonly name: string;
  /** Not one of Supervisor's; `help` lists it apart, below the list that scripts may know. */
  readonly isOwn?: true;
  /** The name of the plug-in that it comes from; `help` lists it in a block of its own. */
  readonly plugin?: string;
  readonly help: readonly UsageLine[];
  /** Where the meanings start, a multiple of 8: TABs lead there. */
  readonly meaningColumn: number;
  readonly arguments: ArgumentRule;
  /** Its words are a command with arguments: blanks and quotes in them count. */
  readonly takesRawWords?: true;
  /** Where no daemon can be used it starts one, and so it needs none to be configured. */
  readonly startsOwnDaemon?: true;
  /**
   * Whether the server's version is asked for first, with clear words when nobody answers. `statusWhenDown` then
   * replaces the check's own exit status.
   */
  readonly upcheck: { readonly statusWhenDown?: ExitStatus } | null;
  /** They come before its other words. */
  readonly options?: readonly ActionOption[];
  /** What is offered for the words after the action. */
  readonly completes: Completes;
  readonly run: Command;
  /** What it answers with `--output json`. Absent: nothing. */
  readonly json?: JsonCommand;
}
