/**
 * What the page costs vigild while it is open, that it costs nothing afterwards, and that a thousand programs do not make
 * it slow.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageBrowser } from '../support/browser.ts';
import { Daemon } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import { pageConfiguration, WORKERS } from '../support/page-configuration.ts';
import { describeWithPeer } from '../support/peers.ts';
import { cpuTicks, wakeUps } from '../support/proc-files.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

/** How long vigild is watched, in milliseconds. */
const MEASURED = 8000;
const QUIET = 4000;
const TICKS_PER_SECOND = 100;
const MANY = 980;
/** In pixels. */
const ROW_HEIGHT = 32;
/** In milliseconds: some times what is seen where nothing else runs. */
const LONGEST_TASK = 1500;

const WATCH_TASKS = `
  window.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
  }).observe({ type: 'longtask' });
`;

describeWithPeer('chromium', 'what the page costs', () => {
  const directory = makeTempDir();
  let browser: PageBrowser;
  let daemon: Daemon;
  let url = '';

  const start = async (workers?: number) => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    const text = pageConfiguration(port, workers === undefined ? {} : { workers });
    daemon = new Daemon({ kind: 'vigild', directory: directory.path, text });
    await daemon.start();
    await daemon.untilLog(/gave up: missing/);
  };

  const stop = async () => {
    await browser?.close();
    await daemon?.destroy();
  };

  afterAll(() => directory.remove());

  const pids = async () => {
    const all = await daemon.call('supervisor.getAllProcessInfo');
    const workers = (all as unknown as readonly { group: string; pid: number }[]).filter(
      ({ group, pid }) => group === 'worker' && pid !== 0,
    );
    return new Set(workers.map(({ pid }) => pid));
  };

  describe('with three hundred programs', () => {
    beforeAll(() => start(), 120_000);
    afterAll(stop, 120_000);

    it('is nothing while no page is open', () => untilQuiet(daemon), 120_000);

    it('is under two hundredths of a core while one is', async () => {
      browser = await PageBrowser.open();
      await browser.page.goto(url);
      // Twice asked, from when on it goes the pace that it keeps.
      await browser.page.locator('.cell-cpu', { hasText: '%' }).first().waitFor();
      const begin = performance.now();
      const before = cpuTicks(daemon.pid);
      await delay(MEASURED);
      const seconds = (cpuTicks(daemon.pid) - before) / TICKS_PER_SECOND;
      const share = seconds / ((performance.now() - begin) / 1000);
      process.stderr.write(`page: vigild takes ${(share * 100).toFixed(1)} % of a core with the page open\n`);
      expect(share).toBeLessThan(0.02);
    });

    it('is not that an order ends with it', async () => {
      const before = await pids();
      await browser.page.getByRole('button', { name: 'Restart group worker', exact: true }).click();
      await browser.page.getByRole('button', { name: `Restart ${WORKERS} programs` }).click();
      await waitUntil('the first of them to be another process', pids, {
        accept: (after) => [...after].some((pid) => !before.has(pid)),
      });
      await browser.close();
      await waitUntil('every worker to be another process', pids, {
        accept: (after) => after.size === WORKERS && [...after].every((pid) => !before.has(pid)),
      });
    }, 120_000);

    it('is nothing again after it was closed', async () => {
      await untilQuiet(daemon);
    }, 120_000);
  });

  describe('with a thousand programs', () => {
    beforeAll(async () => {
      [browser] = await Promise.all([PageBrowser.open(), start(MANY)]);
      await browser.page.addInitScript(WATCH_TASKS);
      await browser.page.goto(url);
      await browser.page.locator('.row-process .state').first().waitFor();
    }, 120_000);
    afterAll(stop, 120_000);

    const scrollTo = (top: number) =>
      browser.page.evaluate(`document.querySelector('.table-scroller').scrollTop = ${top}`);
    const forget = () => browser.page.evaluate('window.longestTask = 0');
    const expectSmooth = async (what: string) => {
      const longest = Number(await browser.page.evaluate('window.longestTask'));
      process.stderr.write(`page: 1000 programs, ${what}: longest task ${Math.round(longest)} ms\n`);
      expect(longest).toBeLessThan(LONGEST_TASK);
    };

    it('filters as one types', async () => {
      await forget();
      await browser.page.keyboard.press('/');
      await browser.page.keyboard.type('worker_97');
      const rows = browser.page.locator('.row-process');
      await waitUntil('ten rows', () => rows.count(), { accept: (count) => count === 10 });
      // The first takes the text away, the second leaves the field.
      await browser.page.keyboard.press('Escape');
      await browser.page.keyboard.press('Escape');
      await expectSmooth('filter');
    });

    it('scrolls from end to end', async () => {
      await forget();
      for (let top = 0; top < MANY * ROW_HEIGHT; top += 1500) await scrollTo(top);
      await scrollTo(1e9);
      await browser.page.locator('.name', { hasText: `worker_${MANY - 1}` }).waitFor();
      await expectSmooth('scroll');
    });

    it('selects everything', async () => {
      await forget();
      await browser.page.keyboard.press('a');
      await browser.page.getByText('1000 selected').waitFor();
      await browser.page.getByRole('button', { name: 'Clear selection' }).click();
      await expectSmooth('select all');
    });

    it('restarts a group', async () => {
      await forget();
      await browser.page.getByLabel('Filter by name and state').fill('worker');
      await browser.page.getByRole('button', { name: 'Restart group worker', exact: true }).click();
      await browser.page.getByRole('button', { name: `Restart ${MANY} programs` }).click();
      await browser.page
        .locator('.notice', { hasText: `Restarted ${MANY} programs` })
        .waitFor({ timeout: 120_000 });
      await expectSmooth('restart of a group');
      expect(browser.complaints).toEqual([]);
    }, 180_000);
  });
});

/** Waits until vigild is seen to sleep without a break. */
async function untilQuiet(daemon: Daemon): Promise<void> {
  const count = await waitUntil(
    'vigild to sleep',
    async () => {
      const before = wakeUps(daemon.pid);
      await delay(QUIET);
      return wakeUps(daemon.pid) - before;
    },
    { accept: (seen) => seen === 0, within: 60_000 },
  );
  expect(count).toBe(0);
}
