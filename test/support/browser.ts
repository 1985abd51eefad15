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

  /**
   * Milliseconds until the browser has painted what the selector finds, in a page of its own that gets no answer but the
   * files of the page.
   */
  async firstPicture(url: string, selector: string): Promise<number> {
    const context = await this.#browser.newContext({ viewport: DESK });
    try {
      const page = await context.newPage();
      await page.route(/\/(?:rpc|events)/, () => undefined);
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator(selector).first().waitFor();
      const painted = () =>
        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
      return Math.round(Number(await waitUntil('the first picture', painted)));
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
