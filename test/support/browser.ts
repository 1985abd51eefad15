/** A real browser on the page, and everything that it complains about. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { peerPath } from './peers.ts';
import { waitUntil } from './wait-until.ts';

/** Pictures of the page, kept for people to look at. */
const ARTEFACTS = fileURLToPath(new URL('../../test-artefacts/page/', import.meta.url));

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const DESK: Size = { width: 1440, height: 900 };
export const TELEPHONE: Size = { width: 320, height: 640 };

/** Milliseconds from the start of the navigation on, as the page itself counts them. */
interface Parts {
  /** vigild's answer begins. */
  readonly answered: number;
  /** The first row is in the document. */
  readonly rows: number;
  /** The browser has painted it. */
  readonly painted: number;
  /** The script that takes over is asked for. */
  readonly script: number;
  /** What was asked for until the first row was painted, besides the page. */
  readonly before: readonly string[];
}

export interface FirstPicture extends Parts {
  /** Milliseconds from the order to go there until the row was seen from here, by way of two more processes. */
  readonly wall: number;
}

/** Notes when the first row is there, and when the frame with it has been made. */
const NOTE_ROWS = `
  const noted = (window.noted = {});
  const observer = new MutationObserver(() => {
    if (document.querySelector('.row .state') === null) return;
    observer.disconnect();
    noted.rows = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { noted.frame = performance.now(); };
      port2.postMessage(null);
    });
  });
  observer.observe(document, { childList: true, subtree: true });
`;

const READ_PARTS = `(() => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  const { rows, frame } = window.noted;
  if (paint === undefined || frame === undefined) return null;
  const [{ responseStart: answered }] = performance.getEntriesByType('navigation');
  // The first paint may have been one of what stands above the rows.
  const painted = rows < paint.startTime ? paint.startTime : frame;
  const resources = performance.getEntriesByType('resource');
  const nameOf = ({ name }) => new URL(name).pathname;
  const script = resources.find((each) => /page-[^/]*[.]js$/.test(each.name)).startTime;
  const before = resources.filter(({ startTime }) => startTime < painted).map(nameOf);
  const round = Math.round;
  return {
    answered: round(answered), rows: round(rows), painted: round(painted), script: round(script), before,
  };
})()`;

export class PageBrowser {
  readonly page: Page;
  /** Errors on the console, exceptions, and refusals by the content security policy. */
  readonly complaints: string[] = [];
  /** Hosts that anything was asked of. */
  readonly hosts = new Set<string>();
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host));
  }

  /** `login`: the user and the password that are given where one is asked for. */
  static async open(login?: { readonly username: string; readonly password: string }): Promise<PageBrowser> {
    const browser = await chromium.launch({
      executablePath: peerPath('chromium'),
      // Its sandbox does not work for root, nor in many containers.
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({
      viewport: DESK,
      colorScheme: 'light',
      acceptDownloads: true,
      ...(login === undefined ? {} : { httpCredentials: login }),
    });
    context.setDefaultTimeout(30_000);
    return new PageBrowser(browser, await context.newPage());
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** How soon the page shows its first state, in a context of its own, which has nothing of it yet. */
  async firstPicture(url: string): Promise<FirstPicture> {
    const context = await this.#browser.newContext({ viewport: DESK });
    try {
      const page = await context.newPage();
      await page.addInitScript(NOTE_ROWS);
      const begin = performance.now();
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator('.row .state').first().waitFor();
      const wall = Math.round(performance.now() - begin);
      await page.locator('.row-process .state').first().waitFor();
      const parts = (await waitUntil('the first picture', () => page.evaluate(READ_PARTS))) as Parts;
      // Answered, so that vigild has nothing left to do for this page when the next one is asked for.
      await page.locator('.cell-memory', { hasText: /[KM]$/ }).first().waitFor();
      return { ...parts, wall };
    } finally {
      await context.close();
    }
  }

  async picture(name: string): Promise<void> {
    mkdirSync(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: join(ARTEFACTS, `${name}.png`) });
  }

  /** What axe-core finds wrong with the page as it is now, one a line. */
  async accessibilityViolations(): Promise<readonly string[]> {
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await this.page.evaluate(readFileSync(source, 'utf8'));
    const found = await this.page.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], preload: false })" +
        '.then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ' +
        '[id, target, failureSummary].join(": "))))',
    );
    return found as readonly string[];
  }
}
