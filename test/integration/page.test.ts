/**
 * The page in a real browser, on a real vigild with three hundred programs. What people do with it is done: by keys,
 * by the mouse, on a telephone. Pictures are kept in `test-artefacts/page`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DESK, TELEPHONE } from '../support/browser.ts';
import { PROGRAMS, pageConfiguration, WORKERS } from '../support/page-configuration.ts';
import { describeWithPeer } from '../support/peers.ts';
import { isAlive } from '../support/proc-files.ts';
import { shownPage } from '../support/shown-page.ts';
import { waitUntil } from '../support/wait-until.ts';

const BUILT = fileURLToPath(new URL('../../dist/web/', import.meta.url));
/** For all that is sent, compressed, in bytes. */
const LARGEST_BUNDLE = 100_000;

interface Info {
  readonly statename: string;
  readonly pid: number;
}

describeWithPeer('chromium', 'the page', () => {
  const shown = shownPage({ configuration: pageConfiguration, until: /gave up: crash_2/ });

  const row = (name: string) => shown.page.locator('.row-process').filter({ has: named(name) });
  const named = (name: string): Locator => shown.page.locator('.name', { hasText: new RegExp(`^${name}$`) });
  const info = async (name: string) =>
    (await shown.daemon.call('supervisor.getProcessInfo', name)) as unknown as Info;
  const untilState = (name: string, state: string) =>
    waitUntil(`${name} to be ${state}`, () => info(name), { accept: ({ statename }) => statename === state });
  const filter = (text: string) => shown.page.getByLabel('Filter by name and state').fill(text);
  const notice = (text: string | RegExp) => shown.page.locator('.notice', { hasText: text });
  const press = (key: string) => shown.page.keyboard.press(key);
  /** The program in the table, with the cursor on it. */
  const pick = async (name: string) => {
    await shown.page.goto(shown.url('#/'));
    await filter(name.replace(':', ' '));
    await row(name.split(':').at(-1) ?? name)
      .locator('.cell-state')
      .click();
  };
  const showLog = async (place: string) => {
    await shown.page.goto(shown.url(`#/${place}/log`));
    await shown.page.locator('.log-line').first().waitFor();
  };
  const expectAccessible = async () => expect(await shown.browser.accessibilityViolations()).toEqual([]);

  describe('what it shows', () => {
    it('every program with its state, in little', async () => {
      await shown.page.goto(shown.url());
      await shown.page.locator('.row-process .state').first().waitFor();
      const bytes = bundleSizes();
      process.stderr.write(`page: ${JSON.stringify(bytes)} bytes compressed\n`);
      expect(bytes.brotli).toBeLessThan(LARGEST_BUNDLE);
      expect(bytes.gzip).toBeLessThan(LARGEST_BUNDLE);
      expect(Number(await shown.page.locator('[role=grid]').getAttribute('aria-rowcount'))).toBeGreaterThan(
        PROGRAMS,
      );
      await shown.page.getByRole('button', { name: /^\d+ fatal$/ }).waitFor();
      expect(await shown.page.locator('.row').count()).toBeLessThan(80);
    });

    it('in light, without a barrier', async () => {
      await shown.page.locator('.cell-memory', { hasText: /[KM]$/ }).first().waitFor();
      await shown.browser.picture('light');
      await expectAccessible();
    });

    it('in dark', async () => {
      await shown.page.emulateMedia({ colorScheme: 'dark' });
      await shown.browser.picture('dark');
      await expectAccessible();
      await shown.page.emulateMedia({ colorScheme: 'light' });
    });

    it('on a telephone, without scrolling sideways', async () => {
      await shown.page.setViewportSize(TELEPHONE);
      await shown.page.locator('.layout-narrow').waitFor();
      await shown.browser.picture('telephone');
      await expectAccessible();
      expect(await shown.page.evaluate('document.documentElement.scrollWidth')).toBe(TELEPHONE.width);
      await showLog('hostile:hostile');
      await shown.browser.picture('telephone-log');
      await expectAccessible();
      await shown.page.setViewportSize(DESK);
    });

    it('what the filter lets through, as it is typed', async () => {
      await shown.page.goto(shown.url('#/'));
      await shown.page.locator('.detail').waitFor({ state: 'detached' });
      await press('/');
      await shown.page.keyboard.type('worker_27');
      await untilRows(10);
      await shown.page.keyboard.press('Escape');
      await filter('fatal');
      await untilRows(4);
      await filter('');
      await shown.page.getByRole('button', { name: /stopped$/ }).click();
      await untilRows(9);
      await shown.page.getByRole('button', { name: /stopped$/ }).click();
    });

    it('the end of a list of any length', async () => {
      await shown.page.goto(shown.url('#/'));
      await scrollTable(1e9);
      await named(`worker_${WORKERS - 1}`).waitFor();
      await scrollTable(0);
    });

    it('by what it is sorted', async () => {
      await shown.page.getByRole('button', { name: /^Program/ }).click();
      await shown.page.locator('.row-process .name', { hasText: /^crash:crash_0$/ }).waitFor();
      expect(await shown.page.locator('.row-group').count()).toBe(0);
      await shown.page.getByRole('button', { name: /^Program/ }).click();
    });

    it('keys', async () => {
      await press('?');
      await shown.page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await shown.browser.picture('keys');
      await expectAccessible();
      await press('Escape');
      await shown.page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  });

  describe('what it does', () => {
    it('stops by a key, and takes it back', async () => {
      await pick('shop:cart');
      await press('s');
      await untilState('shop:cart', 'STOPPED');
      await notice('Stopped shop:cart').waitFor();
      await row('cart').locator('.state-stopped').waitFor();
      await press('u');
      await untilState('shop:cart', 'RUNNING');
      await row('cart').locator('.state-running').waitFor();
    });

    it('restarts one', async () => {
      const { pid } = await info('shop:pay');
      await pick('shop:pay');
      await press('r');
      await notice('Restarted shop:pay').waitFor();
      await row('pay').locator('.cell-restarts', { hasText: '1' }).waitFor();
      const after = await untilState('shop:pay', 'RUNNING');
      expect(after.pid).not.toBe(pid);
    });

    it('says why a program could not be started', async () => {
      await pick('missing');
      await press('s');
      await notice('failed').waitFor();
      await shown.browser.picture('failure');
      await shown.page.getByRole('button', { name: 'Dismiss' }).first().click();
    });

    it('sends a signal', async () => {
      await shown.daemon.untilFile('signalled.log');
      await pick('signalled');
      await press('m');
      await shown.page.getByRole('dialog').getByLabel('Signal').selectOption('USR1');
      await shown.browser.picture('actions');
      await expectAccessible();
      await shown.page.getByRole('button', { name: 'Send', exact: true }).click();
      await shown.daemon.untilFile('signalled.log', (text) => text.includes('got USR1'));
    });

    it('clears a log when it was asked twice', async () => {
      await pick('signalled');
      await press('m');
      await shown.page.getByRole('button', { name: 'Clear logs' }).click();
      await shown.page.getByRole('button', { name: 'Clear the logs of signalled' }).click();
      await notice('Cleared the logs of signalled').waitFor();
      expect(shown.daemon.readFile('signalled.log')).not.toContain('ready');
    });

    it('stops a selection, and takes that back', async () => {
      await shown.page.goto(shown.url('#/'));
      await filter('worker_00');
      await untilRows(10);
      for (const name of ['worker_001', 'worker_003', 'worker_005']) {
        await row(name).getByRole('checkbox').click();
      }
      await shown.page.getByText('3 selected').waitFor();
      await shown.browser.picture('selection');
      await expectAccessible();
      await shown.page.getByRole('toolbar').getByRole('button', { name: 'Stop' }).click();
      await shown.page.getByRole('dialog').getByRole('button', { name: 'Stop 3 programs' }).click();
      await untilState('worker:worker_005', 'STOPPED');
      await notice('Stopped 3 programs').getByRole('button', { name: 'Undo' }).click();
      for (const number of [1, 3, 5]) await untilState(`worker:worker_00${number}`, 'RUNNING');
      await press('Escape');
    });

    it('starts and stops a group', async () => {
      await shown.page.goto(shown.url('#/'));
      await filter('spare');
      await shown.page.getByRole('button', { name: 'Start group spare', exact: true }).click();
      for (let number = 0; number < 8; number += 1) await untilState(`spare:spare_${number}`, 'RUNNING');
      await notice('Started 8 programs').waitFor();
      await shown.page.getByRole('button', { name: 'Stop group spare', exact: true }).click();
      await shown.page.getByRole('button', { name: 'Stop 8 programs' }).click();
      for (let number = 0; number < 8; number += 1) await untilState(`spare:spare_${number}`, 'STOPPED');
    });

    it('restarts everything that is shown, with progress', async () => {
      const before = await info('worker:worker_123');
      await shown.page.goto(shown.url('#/'));
      await filter('worker');
      await shown.page.getByRole('button', { name: /^All/ }).click();
      await shown.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Restart/ })
        .click();
      await shown.page
        .getByRole('dialog')
        .getByRole('button', { name: `Restart ${WORKERS} programs` })
        .click();
      await shown.page.locator('progress').waitFor();
      await shown.browser.picture('progress');
      await notice(`Restarted ${WORKERS} programs`).waitFor();
      expect((await info('worker:worker_123')).pid).not.toBe(before.pid);
      expect(isAlive(before.pid)).toBe(false);
    });
  });

  describe('logs', () => {
    it('go where they were sent, although the browser tells of an earlier scrolling only then', async () => {
      await showLog('hostile:hostile');
      await shown.page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
      await shown.page.evaluate(`(() => {
        const place = document.querySelector('.place-bar input');
        place.value = 0;
        place.dispatchEvent(new Event('change', { bubbles: true }));
        document.querySelector('.log-scroller').dispatchEvent(new Event('scroll'));
      })()`);
      await shown.page.locator('.log-line', { hasText: '<script>alert(1)' }).waitFor();
      await shown.page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
    });

    it('are text, whatever a program prints', async () => {
      await showLog('hostile:hostile');
      await shown.page.getByLabel('Place in stdout').fill('0');
      const first = shown.page.locator('.log-line').first();
      await waitUntil('the first line', () => first.textContent(), {
        accept: (text) => text === '<script>alert(1)</script><img src=x onerror=alert(2)>',
      });
      await shown.page.locator('.log-line .fg-1.bold', { hasText: 'red and bold' }).waitFor();
      await shown.browser.picture('hostile-log');
      await expectAccessible();
      const { documentElement } = { documentElement: 'document.documentElement' };
      expect(
        await shown.page.evaluate(`${documentElement}.querySelectorAll('.log img, .log script').length`),
      ).toBe(0);
    });

    it('of both streams', async () => {
      await showLog('talker:talker');
      await shown.page.locator('.log-line', { hasText: 'to stdout' }).waitFor();
      await shown.page.getByRole('button', { name: 'both' }).click();
      await shown.page.locator('.log-line', { hasText: 'to stderr' }).waitFor();
      await shown.page.locator('.log-line', { hasText: 'to stdout' }).waitFor();
      await shown.browser.picture('both-streams');
    });

    it('with a line of a megabyte, in pieces and as a whole', async () => {
      await showLog('hostile:hostile');
      await shown.page.getByLabel('Place in stdout').fill('0');
      await shown.page.locator('.log-piece-first').waitFor();
      const begin = performance.now();
      await shown.page.getByRole('button', { name: 'Whole line' }).click();
      await shown.page.getByText('977 K, of which these are the first 32 K.').waitFor();
      process.stderr.write(`page: a line of a megabyte after ${Math.round(performance.now() - begin)} ms\n`);
      await shown.browser.picture('long-line');
      await expectAccessible();
      const [download] = await Promise.all([
        shown.page.waitForEvent('download'),
        shown.page.getByRole('link', { name: 'Download the line' }).click(),
      ]);
      expect(readFileSync(await download.path(), 'utf8')).toBe('x'.repeat(1_000_000));
      await press('Escape');
      await shown.page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('can be downloaded', async () => {
      await showLog('talker:talker');
      const [download] = await Promise.all([
        shown.page.waitForEvent('download'),
        shown.page.getByRole('link', { name: 'Download stdout' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('talker-talker-stdout.log');
      await download.cancel();
    });

    it('follow a flood, pause, search, jump to an error', async () => {
      await shown.daemon.call('supervisor.startProcess', 'flood');
      await waitUntil('a long log', () => statSync(`${shown.daemon.directory}/flood.log`).size > 20_000_000);
      await showLog('flood:flood');
      const last = () => shown.page.locator('.log-line').last().textContent();
      const seen = await last();
      await waitUntil('newer lines', last, { accept: (text) => text !== null && text !== seen });
      await shown.page.getByRole('button', { name: 'Pause' }).click();
      await shown.daemon.call('supervisor.stopProcess', 'flood');
      const paused = await last();
      await press('/');
      await shown.page.keyboard.type('line 123456 of');
      await press('Enter');
      await shown.page.locator('.log-found', { hasText: 'line 123456 of' }).waitFor();
      expect(await shown.page.locator('.log-found mark').textContent()).toBe('line 123456 of');
      await shown.browser.picture('flood');
      await expectAccessible();
      await press('Escape');
      await press('e');
      await shown.page.locator('.log-found', { hasText: /ERROR: number \d+ went wrong/ }).waitFor();
      expect(await shown.page.locator('.log-line').count()).toBeLessThan(200);
      await press('f');
      await waitUntil('the end', last, { accept: (text) => text !== paused });
    });
  });

  describe('what else it tells', () => {
    it('the configuration, with secrets masked', async () => {
      await shown.page.goto(shown.url('#/secretive:secretive/configuration'));
      await shown.page.getByRole('rowheader', { name: 'environment.COLOUR' }).waitFor();
      await shown.browser.picture('configuration');
      await expectAccessible();
      const text = (await shown.page.locator('.report').textContent()) ?? '';
      expect(text).toContain('blue');
      expect(text).not.toContain('must not be seen');
    });

    it('why a program does not run', async () => {
      await shown.page.goto(shown.url('#/missing:missing/explain'));
      await shown.page.locator('.summary').waitFor();
      await shown.browser.picture('explain');
      await expectAccessible();
      expect(await shown.page.locator('.explanation').textContent()).toContain('/nonexistent/program');
    });

    it('the processes that a program is, each below its parent', async () => {
      await shown.page.goto(shown.url('#/family:family/processes'));
      const rows = shown.page.locator('.report-table tbody tr');
      await waitUntil('three processes', () => rows.count(), { accept: (count) => count === 3 });
      const names = await rows.locator('th').allTextContents();
      expect(names[0]).toMatch(/^sh /);
      expect(names.slice(1)).toEqual(['\u00a0\u00a0sleep 100000', '\u00a0\u00a0sleep 100000']);
      expect(await rows.first().locator('td').first().textContent()).toBe(String((await info('family')).pid));
      await shown.browser.picture('processes');
      await expectAccessible();
      await shown.page.goto(shown.url('#/flood:flood/processes'));
      await shown.page.getByText('No process of it is there now.').waitFor();
    });

    it('its history', async () => {
      await shown.page.goto(shown.url('#/shop:pay/history'));
      await shown.page.locator('.report-table tbody tr').first().waitFor();
      await shown.browser.picture('history');
      await expectAccessible();
    });

    it("the message of one of Supervisor's addresses, as text", async () => {
      const answer = await fetch(shown.url('index.html?action=restart&processname=%3Cb%3Enobody'), {
        redirect: 'manual',
      });
      expect(answer.status).toBe(301);
      await shown.page.goto(answer.headers.get('location') ?? '');
      await shown.page.getByText('No such process named <b>nobody').waitFor();
    });
  });

  describe('what it survives', () => {
    it('that nothing complained and nobody else was asked', () => {
      expect(shown.browser.complaints).toEqual([]);
      expect([...shown.browser.hosts]).toEqual([`127.0.0.1:${shown.port}`]);
    });

    it('that vigild goes away and comes back', async () => {
      await shown.page.goto(shown.url('#/'));
      await shown.page.locator('.row-process').first().waitFor();
      await shown.daemon.stop();
      await shown.page.getByText('vigild does not answer').waitFor();
      await shown.browser.picture('not-answering');
      await expectAccessible();
      shown.daemon.writeFile('supervisord.log', '');
      await shown.startDaemon();
      await shown.page.getByText('vigild does not answer').waitFor({ state: 'detached' });
      await shown.page.locator('.row-process .state-running').first().waitFor();
    });
  });

  async function scrollTable(top: number): Promise<void> {
    await shown.page.evaluate(`document.querySelector('.table-scroller').scrollTop = ${top}`);
  }

  async function untilRows(count: number): Promise<void> {
    const rows = shown.page.locator('.row-process');
    await waitUntil(`${count} rows`, () => rows.count(), { accept: (seen) => seen === count });
  }
});

function bundleSizes(): { readonly brotli: number; readonly gzip: number } {
  const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).map((name) => `${BUILT}${name}`);
  const total = (suffix: string) =>
    files.filter((path) => path.endsWith(suffix)).reduce((sum, path) => sum + statSync(path).size, 0);
  return { brotli: total('.br'), gzip: total('.gz') };
}
