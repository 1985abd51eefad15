/** The page for a user who may look and not touch. */
import { expect, it } from 'vitest';
import { TELEPHONE } from '../support/browser.ts';
import { pageConfiguration } from '../support/page-configuration.ts';
import { describeWithPeer } from '../support/peers.ts';
import { shownPage } from '../support/shown-page.ts';

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
  const shown = shownPage({
    configuration: (port) => pageConfiguration(port, { ...LOGIN, workers: 20 }),
    login: { username: 'guest', password: 'look' },
  });

  it('shows every program, and nothing to act with', async () => {
    await shown.page.goto(shown.url());
    await shown.page.locator('.row-process .state-running').first().waitFor();
    await shown.page.locator('.cell-memory', { hasText: /[KM]$/ }).first().waitFor();
    expect(
      await shown.page.getByRole('button', { name: /^(Start|Stop|Restart|More|All)( |$)/ }).count(),
    ).toBe(0);
    expect(await shown.page.getByRole('checkbox').count()).toBe(0);
    await shown.browser.picture('read-only');
    expect(await shown.browser.accessibilityViolations()).toEqual([]);
  });

  it('says why, by a button and where a key would act', async () => {
    const reason = shown.page.getByRole('dialog', { name: 'You may look and not touch' });
    await shown.page.getByRole('button', { name: 'Read-only' }).click();
    await reason.waitFor();
    await shown.browser.picture('read-only-reason');
    expect(await shown.browser.accessibilityViolations()).toEqual([]);
    for (const key of ['s', 'r', 'm']) {
      await shown.page.keyboard.press('Escape');
      await reason.waitFor({ state: 'detached' });
      await shown.page.locator('.row-process .cell-state').first().click();
      await shown.page.keyboard.press(key);
      await reason.waitFor();
    }
    await shown.page.getByRole('button', { name: 'Close' }).first().click();
    await shown.page.keyboard.press('a');
    expect(await shown.page.getByText(/selected$/).count()).toBe(0);
  });

  it.each(['log', 'explain', 'history', 'processes', 'configuration'])(
    'shows of a program its %s',
    async (tab) => {
      await shown.page.goto(shown.url(`#/talker:talker/${tab}`));
      const content = shown.page.locator(tab === 'log' ? '.log-line' : '.report > :not(.nothing)');
      await content.first().waitFor();
      expect(await shown.page.locator('.detail-actions').count()).toBe(0);
    },
  );

  it('shows it on a telephone too', async () => {
    await shown.page.setViewportSize(TELEPHONE);
    await shown.page.goto(shown.url('#/'));
    await shown.page.locator('.layout-narrow .row-process').first().waitFor();
    await shown.browser.picture('read-only-telephone');
    expect(await shown.browser.accessibilityViolations()).toEqual([]);
    expect(await shown.page.evaluate('document.documentElement.scrollWidth')).toBe(TELEPHONE.width);
  });

  it('is refused by vigild whatever a page does', async () => {
    expect(await shown.page.evaluate(TRY_TO_STOP)).toMatchObject({
      error: { code: 95, data: { name: 'NOT_PERMITTED' } },
    });
    const headers = { Authorization: `Basic ${btoa('guest:look')}` };
    for (const action of ['stopall', 'restart&processname=shop:cart']) {
      const answer = await fetch(shown.url(`index.html?action=${action}`), { headers, redirect: 'manual' });
      expect(decodeURIComponent(answer.headers.get('location') ?? '')).toContain('[95] NOT_PERMITTED');
    }
    const cart = (await shown.daemon.call('supervisor.getProcessInfo', 'shop:cart')) as {
      readonly statename: string;
    };
    expect(cart.statename).toBe('RUNNING');
    expect(shown.browser.complaints).toEqual([]);
  });
});
