/** The page of a real vigild in a real browser, there from before the first test of a suite until after its last. */
import { afterAll, beforeAll } from 'vitest';
import { PageBrowser } from './browser.ts';
import { Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { makeTempDir, type TempDir } from './temp-dir.ts';

const LONGEST = 120_000;

export interface ShownPageOptions {
  /** The configuration of the daemon, whose page is at this port. */
  configuration(port: number): string;
  /** Whom the browser logs in as; absent: nobody. */
  readonly login?: { readonly username: string; readonly password: string };
  /** What the daemon's log says before the tests begin; absent: nothing is waited for. */
  readonly until?: RegExp;
}

/** To be called in a suite. */
export function shownPage(options: ShownPageOptions): ShownPage {
  const shown = new ShownPage(options);
  beforeAll(() => shown.open(), LONGEST);
  afterAll(() => shown.close(), LONGEST);
  return shown;
}

class ShownPage {
  readonly #options: ShownPageOptions;
  #directory: TempDir | null = null;
  #port = 0;
  #daemon: Daemon | null = null;
  #browser: PageBrowser | null = null;

  constructor(options: ShownPageOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { login, until } = this.#options;
    this.#directory = makeTempDir();
    this.#port = await freePort();
    [this.#browser] = await Promise.all([PageBrowser.open(login), this.startDaemon()]);
    if (until !== undefined) await this.daemon.untilLog(until);
  }

  /** At the same address as the one before, which was stopped. */
  async startDaemon(): Promise<void> {
    const { path: directory } = opened(this.#directory);
    const text = this.#options.configuration(this.#port);
    this.#daemon = new Daemon({ kind: 'vigild', directory, text });
    await this.#daemon.start();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#daemon?.destroy();
    this.#directory?.remove();
  }

  get daemon(): Daemon {
    return opened(this.#daemon);
  }

  get browser(): PageBrowser {
    return opened(this.#browser);
  }

  get page(): PageBrowser['page'] {
    return this.browser.page;
  }

  get port(): number {
    return this.#port;
  }

  /** `place`: what follows the address of the server. */
  url(place = ''): string {
    return `http://127.0.0.1:${this.#port}/${place}`;
  }
}

function opened<Part>(part: Part | null): Part {
  if (part === null) throw new Error('used before the tests of the suite have begun');
  return part;
}
