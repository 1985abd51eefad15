import { expect, it } from 'vitest';
import { aGroup, aProcess } from '../../test/support/a-program.ts';
import { aSupervisor, NO_FAMILY } from '../../test/support/a-supervisor.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeKernel } from '../../test/support/fake-runtime.ts';
import type { Leftovers } from '../core/process-event.ts';
import type { ProgramFamily } from './ports.ts';
import type { Supervisor } from './supervisor.ts';

/** A supervisor whose program crashes and leaves a process, and what is asked of families, by the number of each. */
class Crash {
  readonly #clock = new FakeClock();
  readonly #kernel = new FakeKernel();
  readonly asked: string[] = [];
  left: Leftovers | null = { description: '7 (sh)', areDetached: false };
  #families = 0;
  readonly supervisor: Supervisor = aSupervisor({
    clock: this.#clock,
    kernel: this.#kernel,
    familyFor: () => this.#family(),
  });

  /** Its program is down again. */
  happen(command: string): void {
    const [process] = this.supervisor.addGroup(aGroup([this.config(command)])).processes();
    process?.start();
    this.#clock.advance(1000);
    const [main] = this.#kernel.livePids();
    if (main === undefined) throw new Error('not started');
    this.#kernel.exit(main, { kind: 'exited', code: 3 });
  }

  config(command: string) {
    return aProcess({ name: 'web', command, autorestart: false });
  }

  #family(): ProgramFamily {
    this.#families += 1;
    const number = this.#families;
    return {
      ...NO_FAMILY,
      afterExit: () => ({ kind: 'ended', leftovers: this.left }),
      leftovers: () => (number === 1 ? this.left : null),
      clear: () => this.asked.push(`${number} clear`),
      reconfigure: ({ command }) => this.asked.push(`${number} ${command}`),
      close: () => this.asked.push(`${number} close`),
    };
  }
}

it('is ended before the start of the group that takes the place of a removed one', () => {
  const crash = new Crash();
  crash.happen('old');
  expect(crash.supervisor.removeGroup('web')).toBe('removed');
  const [next] = crash.supervisor.addGroup(aGroup([crash.config('new')])).processes();
  next?.start();
  expect(crash.asked).toEqual(['1 new', '1 clear']);
});

it('is forgotten when it has ended, and nothing is kept where nothing is left', () => {
  const crash = new Crash();
  crash.happen('old');
  crash.supervisor.removeGroup('web');
  crash.left = null;
  crash.supervisor.addGroup(aGroup([aProcess({ name: 'other' })]));
  crash.supervisor.removeGroup('other');
  expect(crash.asked).toEqual(['1 close', '2 close']);
});
