import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { peerPath } from './peers.ts';
import { waitUntil } from './wait-until.ts';

/** A command on a terminal of its own. A shell that stays around it would be hit by Ctrl-C too: begin with `exec`. */
export class Terminal {
  readonly #child: ChildProcess;
  #seen = '';
  /** Where the text begins that no wait has consumed yet. */
  #from = 0;

  constructor(command: string, directory: string) {
    this.#child = spawn(peerPath('script'), ['-qec', command, '/dev/null'], {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', LANG: 'C.UTF-8' },
      stdio: 'pipe',
    });
    this.#child.stdout?.on('data', (data: Buffer) => {
      this.#seen += data.toString();
    });
  }

  get seen(): string {
    return this.#seen;
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Waits for a text after the one that was last waited for. */
  async until(text: string): Promise<void> {
    const found = () => this.#seen.indexOf(text, this.#from);
    await waitUntil(`"${text}" on the terminal, after "${this.#seen}"`, () => found() >= 0);
    this.#from = found() + text.length;
  }

  async untilExit(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
