/** Answers through `node:readline`, which is loaded only when something is asked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import type { Completion } from './completion.ts';
import { KeyboardInput } from './keyboard-input.ts';
import type { Answer, Prompter } from './prompter.ts';
import type { Output } from './render.ts';

export interface PrompterOptions {
  readonly output: Output;
  /** Whether stdin and stdout are a terminal: lines can be edited, and typed characters hidden. */
  readonly isTerminal: boolean;
  readonly historyFile: string | null;
  readonly complete: (line: string) => Promise<Completion>;
}

const HISTORY_LINES = 1000;

export class ReadlinePrompter implements Prompter {
  readonly #options: PrompterOptions;
  /** Newest first, as readline keeps it. */
  #history: string[];
  #interface: Interface | undefined;
  #keyboard: KeyboardInput | undefined;
  #waiting: ((answer: Answer) => void) | undefined;
  /** Lines that came before they were asked for: a paste, or a pipe. */
  readonly #early: string[] = [];
  #hasEnded = false;

  constructor(options: PrompterOptions) {
    this.#options = options;
    this.#history = options.isTerminal ? readHistory(options.historyFile) : [];
  }

  async ask(question: string): Promise<Answer> {
    const { isTerminal, output } = this.#options;
    const early = this.#early.shift();
    if (early !== undefined || this.#hasEnded || !isTerminal) output.text(question);
    if (early !== undefined) return { kind: 'line', text: early };
    if (this.#hasEnded) return { kind: 'end' };
    const lines = this.#open();
    const answer = new Promise<Answer>((resolve) => {
      this.#waiting = resolve;
    });
    process.on('SIGINT', this.#interrupt);
    if (isTerminal) {
      process.stdin.setRawMode(true);
      lines.setPrompt(question);
      lines.prompt();
    } else {
      lines.resume();
    }
    try {
      return await answer;
    } finally {
      process.off('SIGINT', this.#interrupt);
      this.#rest();
    }
  }

  async askSecret(question: string): Promise<Answer> {
    if (!this.#options.isTerminal) return await this.ask(question);
    this.#options.output.text(question);
    // readline would show what is typed.
    this.#closeInterface();
    const answer = await readSecret();
    this.#options.output.line('');
    return answer;
  }

  close(): void {
    this.#closeInterface();
    process.stdin.pause();
    const { historyFile, isTerminal } = this.#options;
    if (isTerminal && historyFile !== null) writeHistory(historyFile, this.#history);
  }

  #open(): Interface {
    if (this.#interface !== undefined) return this.#interface;
    const { isTerminal } = this.#options;
    if (isTerminal) this.#keyboard = new KeyboardInput(process.stdin);
    const lines = createInterface({
      input: this.#keyboard ?? process.stdin,
      terminal: isTerminal,
      historySize: HISTORY_LINES,
      ...(isTerminal ? { output: process.stdout, history: [...this.#history] } : {}),
      completer: (line: string, done: (error: Error | null, result: [string[], string]) => void) => {
        this.#options.complete(line).then(
          ({ candidates, word }) => done(null, [[...candidates], word]),
          // Nobody to ask for names: there is nothing to offer.
          () => done(null, [[], '']),
        );
      },
    });
    lines.on('history', (history) => {
      this.#history = history;
    });
    lines.on('line', (text) => this.#receive(text));
    lines.on('SIGINT', this.#interrupt);
    lines.on('close', () => {
      if (this.#interface !== lines) return;
      this.#forget();
      // At a terminal Ctrl-D ends one answer: who leaves a process with it is back in the shell.
      this.#hasEnded = !isTerminal || process.stdin.readableEnded;
      this.#answer({ kind: 'end' });
    });
    this.#interface = lines;
    return lines;
  }

  #receive(text: string): void {
    if (this.#waiting === undefined) {
      this.#early.push(text);
      return;
    }
    // What was pasted behind it is for the next question.
    this.#keyboard?.pause();
    this.#answer({ kind: 'line', text });
  }

  readonly #interrupt = (): void => {
    // With it goes what was typed so far, which would stand in the next line.
    this.#closeInterface();
    this.#answer({ kind: 'interrupted' });
  };

  #answer(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(answer);
  }

  /** Between questions the terminal is an ordinary one, so that Ctrl-C reaches what the line started. */
  #rest(): void {
    if (this.#interface === undefined) return;
    this.#interface.pause();
    if (this.#options.isTerminal) process.stdin.setRawMode(false);
  }

  #closeInterface(): void {
    const lines = this.#interface;
    this.#forget();
    lines?.close();
  }

  #forget(): void {
    this.#interface = undefined;
    this.#keyboard?.release();
    this.#keyboard = undefined;
  }
}

const ENTER = /[\r\n]/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const ERASE = /[^\x7f\b][\x7f\b]/;

/** Reads a line from the terminal without showing it. */
function readSecret(): Promise<Answer> {
  const { stdin } = process;
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: Answer) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(answer);
    };
    const onData = (data: Buffer) => {
      typed += data.toString();
      while (ERASE.test(typed)) typed = typed.replace(ERASE, '');
      if (typed.includes(CTRL_C)) finish({ kind: 'interrupted' });
      else if (typed.startsWith(CTRL_D)) finish({ kind: 'end' });
      else if (ENTER.test(typed)) finish({ kind: 'line', text: typed.split(ENTER)[0] ?? '' });
    };
    stdin.setRawMode(true);
    stdin.on('data', onData);
    stdin.resume();
  });
}

function readHistory(path: string | null): string[] {
  if (path === null) return [];
  try {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.reverse().slice(0, HISTORY_LINES);
  } catch {
    // No history yet, or none that may be read: the shell works without.
    return [];
  }
}

function writeHistory(path: string, newestFirst: readonly string[]): void {
  try {
    writeFileSync(
      path,
      [...newestFirst]
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
      { mode: 0o600 },
    );
  } catch {
    // Supervisor ignores this too: losing the history must not fail the command.
  }
}
