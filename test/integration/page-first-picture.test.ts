/**
 * How soon the page shows how three hundred programs are, in browsers that have just been started: nothing of theirs is
 * warm, and their own start still takes time beside it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FirstPicture, PageBrowser, TELEPHONE } from '../support/browser.ts';
import { Daemon } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import { pageConfiguration } from '../support/page-configuration.ts';
import { describeWithPeer } from '../support/peers.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const BROWSERS = 5;
/** From the start of the navigation until the rows are painted, in milliseconds. */
const SOON = 500;

describeWithPeer('chromium', 'the first picture of the page', () => {
  const directory = makeTempDir();
  let daemon: Daemon;
  let url = '';
  const seen: FirstPicture[] = [];

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    daemon = new Daemon({ kind: 'vigild', directory: directory.path, text: pageConfiguration(port) });
    await daemon.start();
    await daemon.untilLog(/gave up: crash_2/);
  }, 120_000);

  afterAll(async () => {
    await daemon?.destroy();
    directory.remove();
  }, 120_000);

  // Again where it fails, some times: what other tests do beside this one is no matter of the page.
  it('is painted within half a second, in a browser that was just started and in one that runs', {
    timeout: 120_000,
    retry: 3,
  }, async () => {
    const cold: FirstPicture[] = [];
    const warm: FirstPicture[] = [];
    for (let count = 0; count < BROWSERS; count += 1) {
      const browser = await PageBrowser.open();
      try {
        cold.push(await browser.firstPicture(url));
        warm.push(await browser.firstPicture(url));
      } finally {
        await browser.close();
      }
    }
    print('cold', cold);
    print('warm', warm);
    seen.push(...cold, ...warm);
    expect(medianOf(cold)).toBeLessThan(SOON);
    expect(medianOf(warm)).toBeLessThan(SOON);
  });

  it('has no barrier and fits a telephone', async () => {
    const browser = await PageBrowser.open();
    try {
      await browser.page.route(/page-[^/]*\.js$/, () => undefined);
      await browser.page.goto(url, { waitUntil: 'commit' });
      await browser.page.locator('.first-picture .state').first().waitFor();
      await browser.picture('first-picture');
      expect(await browser.accessibilityViolations()).toEqual([]);
      await browser.page.setViewportSize(TELEPHONE);
      await browser.picture('first-picture-telephone');
      expect(await browser.page.evaluate('document.documentElement.scrollWidth')).toBe(TELEPHONE.width);
      expect(browser.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  // Whatever else the machine does.
  it('waits for nothing but the page itself', () => {
    expect(seen.length).toBeGreaterThanOrEqual(2 * BROWSERS);
    for (const { before, painted, script } of seen) {
      expect(before.filter((path) => !/^\/assets\/index-[^/]+\.js$/.test(path))).toEqual([]);
      expect(script).toBeGreaterThanOrEqual(painted);
    }
  });

  it('gives way to the page later where that could not be had at once', async () => {
    const browser = await PageBrowser.open();
    try {
      await browser.page.route(/page-[^/]*\.js$/, (route) => route.abort(), { times: 1 });
      await browser.page.goto(url);
      await browser.page.locator('.row-process .state').first().waitFor();
      expect(await browser.page.locator('.first-picture').count()).toBe(0);
    } finally {
      await browser.close();
    }
  });
});

function print(name: string, loads: readonly FirstPicture[]): void {
  for (const { answered, rows, painted, script, wall } of loads) {
    const parts = JSON.stringify({ answered, rows, painted, script, wall });
    process.stderr.write(`page: first state, ${name}: ${parts} ms\n`);
  }
}

function medianOf(loads: readonly FirstPicture[]): number {
  const sorted = loads.map(({ painted }) => painted).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}
