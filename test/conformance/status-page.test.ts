/**
 * The addresses of the status page, as scripts call them: a real supervisord and vigild answer with the same status and
 * the same redirection, and do the same. What the page itself looks like is each one's own.
 *
 * `TEST_SUBJECT=supervisord` puts supervisord on both sides, which proves the list of requests itself.
 */
import { beforeAll, expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import type { DaemonKind } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithPeer } from '../support/peers.ts';
import { testSubject } from '../support/subject.ts';
import { withTempDir } from '../support/temp-dir.ts';

function configuration(port: number): string {
  return `${daemonSections()}
[inet_http_server]
port=127.0.0.1:${port}
[program:web]
command=sh -c "echo '<b>hello</b>'; exec sleep 1000"
stdout_logfile=%(here)s/web.log
[program:missing]
command=/nonexistent/program
autostart=false
[program:crash]
command=false
autostart=false
startretries=0
[program:silent]
command=cat
startsecs=0
stdout_logfile=NONE
[group:shop]
programs=cart
[program:cart]
command=cat
startsecs=0
`;
}

const REQUESTS = [
  '/index.html?action=refresh',
  '/?action=refresh',
  '/index.html?action=stop&processname=web',
  '/index.html?action=stop&processname=web',
  '/index.html?action=start&processname=web',
  '/index.html?action=start&processname=web',
  '/index.html?action=restart&processname=web',
  '/index.html?action=restart&processname=shop:cart',
  '/index.html?action=stop&processname=shop%3Acart',
  '/index.html?processname=shop:cart&action=start',
  '/index.html?action=start&processname=missing',
  '/index.html?action=start&processname=crash',
  '/index.html?action=clearlog&processname=web',
  '/index.html?action=clearlog&processname=silent',
  '/index.html?action=start&processname=nobody',
  '/index.html?action=nonsense&processname=nobody',
  '/index.html?action=start&processname=no/body%20%22%27(~)',
  '/index.html?action=nonsense&processname=web',
  '/index.html?action=nonsense',
  '/index.html?action=start',
  '/index.html?action=stopall',
  '/index.html?action=restartall',
  '/index.html',
  '/',
  '/index.html?message=hello',
  '/tail.html?processname=web',
  '/tail.html?processname=web&limit=1',
  '/tail.html?processname=nobody',
  '/tail.html',
  '/ok.html',
  '/nothing.html',
] as const;

describeWithPeer('supervisord', 'the status page for scripts', () => {
  let expected: readonly string[] = [];
  let actual: readonly string[] = [];

  beforeAll(async () => {
    [expected, actual] = await Promise.all([answersOf('supervisord'), answersOf(testSubject())]);
  }, 300_000);

  for (const [index, target] of REQUESTS.entries()) {
    it(`${index}: ${target}`, () => {
      expect(expected[index]).toMatch(/^\d/);
      expect(actual[index]).toBe(expected[index]);
    });
  }

  it('a form does the same by POST', () => {
    expect(expected.at(-1)).toContain('web%20stopped');
    expect(actual.at(-1)).toBe(expected.at(-1));
  });
});

async function answersOf(kind: DaemonKind): Promise<readonly string[]> {
  return withTempDir(async (directory) => {
    const port = await freePort();
    return withDaemon({ kind, directory, text: configuration(port) }, async (daemon) => {
      await daemon.untilRunning('web', 'silent', 'cart');
      const answers: string[] = [];
      for (const target of REQUESTS) {
        answers.push(shown(await fetch(`http://127.0.0.1:${port}${target}`, { redirect: 'manual' }), port));
      }
      const body = new URLSearchParams({ action: 'stop', processname: 'web' });
      const posted = await fetch(`http://127.0.0.1:${port}/index.html`, {
        method: 'POST',
        body,
        redirect: 'manual',
      });
      return [...answers, shown(posted, port)];
    });
  });
}

/** Without what differs from run to run. */
function shown(response: Response, port: number): string {
  const location = (response.headers.get('location') ?? '')
    .replace(`:${port}`, ':PORT')
    .replace(/at%20[A-Z][a-z]{2}%20.*$/, 'at%20TIME');
  return `${response.status} ${location} ${response.headers.get('cache-control') ?? ''}`;
}
