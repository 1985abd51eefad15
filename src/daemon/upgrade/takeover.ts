/**
 * The first moments of a build that took another's place in the same process. Until it serves, whatever ends it - an
 * error, a refused configuration, an exit - brings the earlier build back, with the same descriptors. If it hangs, an alarm(2)
 * that the earlier build has set ends the process, and whoever starts vigild gets one that knows its programs.
 */
import { existsSync } from 'node:fs';
import { fileDescriptor } from '../../core/units.ts';
import { execAgain } from '../../os/exec-again.ts';
import type { Libc } from '../../os/native.ts';
import { readOpenFile } from '../../os/process-table.ts';
import {
  descriptorsOf,
  type Handover,
  keepingDescriptors,
  removeHandover,
  takeHandover,
  writeHandover,
} from './handover.ts';

export class Takeover {
  readonly handover: Handover;
  readonly #libc: Libc;
  readonly #path: string;
  /** What each descriptor led to in the beginning. */
  readonly #targets: ReadonlyMap<number, string | null>;
  #isOver = false;
  readonly #onError = (error: Error): void => this.fail(error.message);
  readonly #onExit = (status: number): void => this.fail(`it ended with status ${status}`);

  constructor(libc: Libc, path: string, handover: Handover) {
    this.#libc = libc;
    this.#path = path;
    this.handover = handover;
    this.#targets = new Map(descriptorsOf(handover).map((fd) => [fd, readOpenFile(process.pid, fd)]));
    process.on('exit', this.#onExit);
    process.on('uncaughtExceptionMonitor', this.#onError);
  }

  /** Goes back to the earlier build, where that is possible; otherwise returns. */
  fail(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const handover = keepingDescriptors(this.handover, (fd) => this.#isAsBefore(fd));
    const { path, argv } = handover.before;
    if (handover.failure !== null || !existsSync(path)) return;
    const environment = writeHandover(this.#path, { ...handover, failure: reason });
    const descriptors = descriptorsOf(handover).map(fileDescriptor);
    const { patience = 0 } = handover;
    execAgain(this.#libc, { path, argv, environment, descriptors, patience });
  }

  #isAsBefore(fd: number): boolean {
    const target = readOpenFile(process.pid, fd);
    return target !== null && target === this.#targets.get(fd);
  }

  /** This build serves. */
  succeeded(): void {
    this.#isOver = true;
    this.#libc.alarm(0);
    process.off('exit', this.#onExit);
    process.off('uncaughtExceptionMonitor', this.#onError);
    removeHandover(this.#path);
  }
}

/** Null where no other build ran in this process before. */
export function takeOver(libc: Libc, environment: NodeJS.ProcessEnv): Takeover | null {
  const taken = takeHandover(environment);
  if (taken === null) return null;
  return new Takeover(libc, taken.path, taken.handover);
}
