/** What programs use, asked for while somebody looks at the page. Also the pulse that tells whether vigild answers. */
import { signal } from '@preact/signals';
import { call, RpcError } from '../client/json-rpc.ts';
import { addSample, type UsageSeries } from '../model/usage-series.ts';
import { namespec, type Usage } from '../wire.ts';
import type { World } from './world.ts';

const INTERVAL = 2000;
/** States are shown first, in milliseconds. */
const FIRST_DELAY = 200;
const LONGEST_INTERVAL = 15_000;
/**
 * Asking costs vigild less than one part in a hundred of its time: the wait is so many times what an answer takes. Of the
 * last few the fastest tells, since others had to wait for something.
 */
const PATIENCE = 150;
const REMEMBERED = 5;
const ANSWER_WITHIN = 10_000;
/** Proportional memory costs vigild more than everything else together. */
const WITHOUT_SHARES = false;

export class UsageWatch {
  readonly series = signal<ReadonlyMap<string, UsageSeries>>(new Map());
  readonly #world: World;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isAsking = false;
  /** How long the last answers took, in milliseconds. */
  #took: readonly number[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  start(): void {
    document.addEventListener('visibilitychange', () => this.#schedule(0));
    this.#world.methods.subscribe(() => this.#schedule(FIRST_DELAY));
    this.#world.connection.subscribe(() => this.#schedule(FIRST_DELAY));
  }

  #schedule(delay: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isAsking || !this.#isWanted()) return;
    this.#timer = setTimeout(() => void this.#ask(), delay);
  }

  #isWanted(): boolean {
    const { connection, methods } = this.#world;
    return (
      document.visibilityState === 'visible' && connection.value.kind === 'live' && methods.value.size > 0
    );
  }

  async #ask(): Promise<void> {
    const begin = performance.now();
    this.#isAsking = true;
    try {
      if (this.#world.methods.value.has('vigil.getUsage'))
        this.#add(await ask('vigil.getUsage', [WITHOUT_SHARES]));
      else await ask('supervisor.getState', []);
    } catch (error) {
      if (!(error instanceof RpcError)) this.#world.doubt();
    } finally {
      this.#isAsking = false;
    }
    this.#took = [...this.#took, performance.now() - begin].slice(-REMEMBERED);
    // There is no CPU time of a moment before the second answer.
    const wait = this.#took.length === 1 ? INTERVAL : Math.min(...this.#took) * PATIENCE;
    this.#schedule(Math.min(LONGEST_INTERVAL, Math.max(INTERVAL, wait)));
  }

  #add(answer: unknown): void {
    const at = performance.now();
    const held = this.series.value;
    this.series.value = new Map(
      (answer as Usage[]).map((usage) => {
        const key = namespec(usage);
        return [key, addSample(held.get(key), usage, at)];
      }),
    );
  }
}

function ask(method: string, params: readonly unknown[]): Promise<unknown> {
  return call(method, params, { within: ANSWER_WITHIN });
}
