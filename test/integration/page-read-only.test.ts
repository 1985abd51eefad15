/** The page for a user who may look and not touch. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PageBrowser, TELEPHONE } from '../support/browser.ts';
import { Daemon } from '../support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import { pageConfiguration } from '../support/page-configuration.ts';
import { describeWithPeer } from '../support/peers.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const LOGIN = {
  server: ['username=admin', 'password=act', 'read_only_username=guest', 'read_only_password=look'],
};

/** Asks as the page does, and answers what vigild said. */
const TRY_TO_STOP = `fetch('/rpc', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'vigil.stopProcesses', params: [['shop:*']] }),
}).then((response) => response.json())`;

describeWithPeer('chromium', 'the page for a user who may only look', () => {
  const directory = makeTempDir();
  let url = '';
  let daemon: Daemon;
  let browser: PageBrowser;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    const text = pageConfiguration(port, { ...LOGIN, workers: 20 });
    daemon = new Daemon({ kind: 'vigild', directory: directory.path, text });
    [browser] = await Promise.all([
      PageBrowser.open({ username: 'guest', password: 'look' }),
      daemon.start(),
    ]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await daemon?.destroy();
    directory.remove();
  }, 120_000);

  it('shows every program, and nothing to act with', async () => {
    await browser.page.goto(url);
    await browser.page.locator('.row-process .state-running').first().waitFor();
    await browser.page.locator('.cell-memory', { hasText: /[KM]$/ }).first().waitFor();
    expect(
      await browser.page.getByRole('button', { name: /^(Start|Stop|Restart|More|All)( |$)/ }).count(),
    ).toBe(0);
    expect(await browser.page.getByRole('checkbox').count()).toBe(0);
    await browser.picture('read-only');
    expect(await browser.accessibilityViolations()).toEqual([]);
  });

  it('says why, by a button and where a key would act', async () => {
    const reason = browser.page.getByRole('dialog', { name: 'You may look and not touch' });
    await browser.page.getByRole('button', { name: 'Read-only' }).click();
    await reason.waitFor();
    await browser.picture('read-only-reason');
    expect(await browser.accessibilityViolations()).toEqual([]);
    for (const key of ['s', 'r', 'm']) {
      await browser.page.keyboard.press('Escape');
      await reason.waitFor({ state: 'detached' });
      await browser.page.locator('.row-process .cell-state').first().click();
      await browser.page.keyboard.press(key);
      await reason.waitFor();
    }
    await browser.page.getByRole('button', { name: 'Close' }).first().click();
    await browser.page.keyboard.press('a');
    expect(await browser.page.getByText(/selected$/).count()).toBe(0);
  });

  it.each(['log', 'explain', 'history', 'processes', 'configuration'])(
    'shows of a program its %s',
    async (tab) => {
      await browser.page.goto(`${url}#/talker:talker/${tab}`);
      const content = browser.page.locator(tab === 'log' ? '.log-line' : '.report > :not(.nothing)');
      await content.first().waitFor();
      expect(await browser.page.locator('.detail-actions').count()).toBe(0);
    },
  );

  it('shows it on a telephone too', async () => {
    await browser.page.setViewportSize(TELEPHONE);
    await browser.page.goto(`${url}#/`);
    await browser.page.locator('.layout-narrow .row-process').first().waitFor();
    await browser.picture('read-only-telephone');
    expect(await browser.accessibilityViolations()).toEqual([]);
    expect(await browser.page.evaluate('document.documentElement.scrollWidth')).toBe(TELEPHONE.width);
  });

  it('is refused by vigild whatever a page does', async () => {
    expect(await browser.page.evaluate(TRY_TO_STOP)).toMatchObject({
      error: { code: 95, data: { name: 'NOT_PERMITTED' } },
    });
    const headers = { Authorization: `Basic ${btoa('guest:look')}` };
    for (const action of ['stopall', 'restart&processname=shop:cart']) {
      const answer = await fetch(`${url}index.html?action=${action}`, { headers, redirect: 'manual' });
      expect(decodeURIComponent(answer.headers.get('location') ?? '')).toContain('[95] NOT_PERMITTED');
    }
    const cart = (await daemon.call('supervisor.getProcessInfo', 'shop:cart')) as {
      readonly statename: string;
    };
    expect(cart.statename).toBe('RUNNING');
    expect(browser.complaints).toEqual([]);
  });
});
