/** The page where it has it less easy: many tabs, proxies, a browser that keeps nothing, odd names, lost connections. */
import { createServer, request, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithPeer } from '../support/peers.ts';
import { shownPage } from '../support/shown-page.ts';
import { waitUntil } from '../support/wait-until.ts';

const LOGIN = { username: 'admin', password: 'secret' };
const LONG_NAME = '長'.repeat(84);
const SLEEPERS = ['one', 'two', 'three', 'four'];
const ADDED = 100;

const asTabBehind = `Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })`;
const asKeepingNothing = `Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('denied', 'SecurityError'); },
})`;

const sleeper = (name: string) => `[program:${name}]
command=sh -c "echo up; exec sleep 100000"
startsecs=0
stdout_logfile=%(here)s/${name}.log
redirect_stderr=true
`;

function configuration(port: number): string {
  return `${daemonSections()}
[inet_http_server]
port=127.0.0.1:${port}
username=${LOGIN.username}
password=${LOGIN.password}
${SLEEPERS.map(sleeper).join('')}
[program:comma,name]
command=sh -c "echo ready; while read -r line; do echo got $line; done"
startsecs=0
stdout_logfile=%(here)s/comma.log
redirect_stderr=true
[program:wide]
command=sh -c "head -c 300000 /dev/zero | tr '\\0' x; echo; echo end; exec sleep 100000"
startsecs=0
stdout_logfile=%(here)s/wide.log
redirect_stderr=true
[program:${LONG_NAME}]
command=sleep 100000
process_name=%(program_name)s_%(process_num)03d
numprocs=400
autostart=false
stdout_logfile=NONE
stderr_logfile=NONE
`;
}

describeWithPeer('chromium', 'the page', () => {
  const shown = shownPage({ configuration, login: LOGIN });

  const logOf = (name: string) => `#/${encodeURIComponent(`${name}:${name}`)}/log`;
  const newTab = async (script = '') => {
    const tab = await shown.page.context().newPage();
    await tab.addInitScript(script);
    return tab;
  };
  const untilLine = (tab: Page, text: string) =>
    tab.locator('.log-line', { hasText: text }).first().waitFor();

  it('in tabs that were opened behind, keeps no connection from the one that is looked at', async () => {
    const tabs = await Promise.all(SLEEPERS.map(() => newTab(asTabBehind)));
    try {
      for (const [index, tab] of tabs.entries()) {
        await tab.goto(shown.url(logOf(SLEEPERS[index] ?? '')));
        await untilLine(tab, 'up');
      }
      await shown.page.goto(shown.url(logOf('one')));
      await untilLine(shown.page, 'up');
    } finally {
      await Promise.all(tabs.map((tab) => tab.close()));
    }
  });

  it('works at an address with a password in it', async () => {
    await shown.page.goto(shown.url('#/').replace('//', `//${LOGIN.username}:${LOGIN.password}@`));
    await shown.page.goto(shown.url(logOf('two')).replace('//', `//${LOGIN.username}:${LOGIN.password}@`));
    await untilLine(shown.page, 'up');
    expect(shown.browser.complaints).toEqual([]);
  });

  it('works behind a proxy that puts a path before it', async () => {
    const proxy = await openProxy(shown.port);
    try {
      await shown.page.goto(`${proxy.url}behind/${logOf('three')}`);
      await untilLine(shown.page, 'up');
      await shown.page.locator('.cell-uptime', { hasText: /\ds$/ }).first().waitFor();
      expect(shown.browser.complaints).toEqual([]);
      expect(proxy.elsewhere).toEqual([]);
    } finally {
      await shown.page.goto('about:blank');
      proxy.server.closeAllConnections();
      proxy.server.close();
    }
  });

  it('works in a browser that keeps nothing', async () => {
    const tab = await newTab(asKeepingNothing);
    await tab.goto(shown.url(logOf('four')));
    await untilLine(tab, 'up');
    await tab.close();
  });

  it('follows a log whose name has a comma', async () => {
    await shown.page.goto(shown.url(logOf('comma,name')));
    await untilLine(shown.page, 'ready');
    await shown.daemon.call('supervisor.sendProcessStdin', 'comma,name', 'this\n');
    await untilLine(shown.page, 'got this');
  });

  it('fills its view with a line that is longer than what is read at once', async () => {
    await shown.page.goto(shown.url(logOf('wide')));
    await untilLine(shown.page, 'end');
    const isFull = `[...document.querySelectorAll('.log-scroller')].some((each) => each.scrollHeight > each.clientHeight)`;
    await waitUntil('a full view', () => shown.page.evaluate(isFull));
  });

  it('sends orders for more long names than a browser takes along when a page is closed', async () => {
    await shown.page.goto(shown.url('#/'));
    await shown.page.getByLabel('Filter by name and state').fill('長 0');
    await shown.page.getByRole('button', { name: /^All/ }).click();
    await shown.page.getByRole('button', { name: /^Clear logs/ }).click();
    await shown.page.getByRole('button', { name: /^Clear the logs of/ }).click();
    await shown.page.locator('.notice', { hasText: /^Cleared the logs of 157 programs/ }).waitFor();
    await shown.page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('asks little when many groups come at once, and shows them all', async () => {
    await shown.page.goto(shown.url('#/'));
    await shown.page.locator('.row-process').first().waitFor();
    const asked: string[] = [];
    shown.page.on('request', (sent) =>
      asked.push(`${new URL(sent.url()).pathname} ${sent.postData() ?? ''}`),
    );
    const names = Array.from({ length: ADDED }, (_, number) => `added-${number}`);
    const added = names.map((name) => `[program:${name}]\ncommand=sleep 100000\nautostart=false\n`);
    shown.daemon.writeFile('supervisord.conf', `${configuration(shown.port)}${added.join('')}`);
    await shown.daemon.call('supervisor.reloadConfig');
    await Promise.all(names.map((name) => shown.daemon.call('supervisor.addProcessGroup', name)));
    await shown.page.getByLabel('Filter by name and state').fill('added-');
    await shown.page.getByText(`${ADDED} programs shown`).waitFor({ state: 'attached' });
    expect(asked.filter((each) => !each.includes('getUsage')).length).toBeLessThan(ADDED / 2);
  });

  it('goes on with a log after vigild was away', async () => {
    await shown.page.goto(shown.url(logOf('comma,name')));
    await untilLine(shown.page, 'ready');
    const away = shown.page.locator('.log-scroller', { hasText: 'vigild does not answer' });
    await shown.daemon.crash();
    await shown.page.locator('.banner').waitFor();
    await shown.page.getByRole('button', { name: 'Pause' }).click();
    await shown.page.getByRole('button', { name: 'Follow' }).click();
    await away.waitFor();
    await shown.daemon.start();
    await away.waitFor({ state: 'detached' });
    await untilLine(shown.page, 'ready');
  });
});

interface Proxy {
  readonly server: Server;
  readonly url: string;
  /** What was asked for outside of the path that the page is under. */
  readonly elsewhere: readonly string[];
}

/** Passes on what is under `/behind/`, without that. */
async function openProxy(port: number): Promise<Proxy> {
  const elsewhere: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    if (!url.startsWith('/behind/')) {
      elsewhere.push(url);
      outgoing.writeHead(404).end();
      return;
    }
    const path = url.slice('/behind'.length);
    const passedOn = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passedOn.destroy());
    incoming.pipe(passedOn);
  });
  const own = await freePort();
  await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${own}/`, elsewhere };
}
