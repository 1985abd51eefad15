/** The listener commands of the package, each as the command of an `[eventlistener:x]` under a real vigild. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { type CompletedRun, runToExit } from '../support/run-to-exit.ts';
import { withSmtpReceiver } from '../support/smtp-receiver.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMANDS = ['memmon', 'httpok', 'crashmail', 'fatalmailbatch', 'webhook'] as const;

const HEAD = daemonSections();

function program(name: string, ...lines: readonly string[]): string {
  return `\n[program:${name}]\nstdout_logfile=NONE\nstderr_logfile=NONE\n${lines.join('\n')}\n`;
}

function listener(command: (typeof COMMANDS)[number], words: string, events: string): string {
  return `
[eventlistener:${command}]
command=${ROOT}bin/vigil-${command} ${words}
events=${events}
environment=SUPERVISOR_USERNAME="ops",SUPERVISOR_PASSWORD="no%%colon",VIGIL_WEBHOOK_SECRET="hush",VIGIL_SMTP_PASSWORD="hush"
stdout_logfile=NONE
stderr_logfile=%(here)s/${command}.err
buffer_size=100
`;
}

/** The daemon asks for a password, which the listeners have in their environment. */
const PROTECTED = daemonSections({ unixServer: ['username=ops', 'password=no%%colon'] });

function run(
  configuration: string,
  use: (daemon: Daemon) => Promise<void>,
  head: string = HEAD,
): Promise<void> {
  return withTempDir((directory) => {
    const environment = { PATH: process.env['PATH'] ?? '' };
    return withDaemon({ kind: 'vigild', directory, text: head + configuration, environment }, use);
  });
}

const FAILING = ["command=sh -c 'exit 3'", 'startsecs=0', 'autorestart=false'];
/** A sendmail that keeps what it is given in a file of the daemon's directory. */
const SENDMAIL = `-s "tee -a %(here)s/mail" -m ops@example.com`;

function untilMail(daemon: Daemon, end: RegExp): Promise<string> {
  return daemon.untilFile('mail', (mail) => end.test(mail));
}

describe('vigil-memmon', () => {
  it('restarts a program that eats memory, once, and mails it', async () => {
    const configuration =
      listener('memmon', `-c -p eater=150MB -n leaks ${SENDMAIL}`, 'TICK_5') +
      program('eater', `command=node ${ROOT}test/children/eats-memory.mjs %(here)s/lives`, 'startsecs=0') +
      program('modest', 'command=sleep 1000', 'startsecs=0');
    await run(
      configuration,
      async (daemon) => {
        const mail = await untilMail(daemon, /limit 157286400\)\.\n$/);
        expect(mail).toMatch(
          /^To: ops@example\.com\nSubject: memmon \[leaks\]: restarted process eater\n\neater was restarted at /,
        );
        await daemon.untilFile('lives', (lives) => lives.length === 2);
        expect(daemon.log().match(/stopped: eater/g)).toHaveLength(1);
        expect(daemon.log()).not.toMatch(/stopped: (modest|memmon)/);
      },
      PROTECTED,
    );
  });
});

describe('vigil-httpok', () => {
  it('restarts a program whose server hangs, and leaves it alone when it answers', async () => {
    const port = await freePort();
    const configuration =
      listener('httpok', `-p web -p gone -t 1 ${SENDMAIL} http://127.0.0.1:${port}/health`, 'TICK_5') +
      program(
        'web',
        `command=node ${ROOT}test/children/hangs-at-first.mjs ${port} %(here)s/lives`,
        'startsecs=0',
      );
    await run(configuration, async (daemon) => {
      await daemon.untilFile('lives', (lives) => lives.endsWith('answer\n'));
      expect(daemon.readFile('lives')).toMatch(/^life\nlife\nanswer\n/);
      const place = `http://127.0.0.1:${port}/health`;
      expect(await untilMail(daemon, /gone\n$/)).toBe(
        `To: ops@example.com\nSubject: httpok for ${place}: bad status returned\n\n` +
          `error contacting ${place}: no answer within 1 s\nweb is in RUNNING state, restarting\nweb restarted\n` +
          'not restarted because they do not exist: gone\n',
      );
    });
  });
});

describe('vigil-crashmail', () => {
  it('pipes a mail to sendmail for an exit that nobody expected', async () => {
    const configuration =
      listener(
        'crashmail',
        '-a -o web-1 -m ops@example.com -s "%(here)s/sendmail -t -i"',
        'PROCESS_STATE_EXITED',
      ) +
      program('fine', 'command=true', 'startsecs=0', 'autorestart=false', 'autostart=false') +
      program('bad', ...FAILING, 'autostart=false');
    await run(configuration, async (daemon) => {
      daemon.writeFile(
        'sendmail',
        `#!/bin/sh\necho "$@" > ${daemon.directory}/words\ncat > ${daemon.directory}/mail\n`,
      );
      await runToExit('/bin/chmod', ['755', `${daemon.directory}/sendmail`], { environment: {} });
      await daemon.untilRunning('crashmail');
      await daemon.call('supervisor.startProcess', 'fine');
      await daemon.untilLog(/exited: fine/);
      await daemon.call('supervisor.startProcess', 'bad');
      expect(await untilMail(daemon, /RUNNING\n$/)).toMatch(
        /^To: ops@example\.com\nSubject: web-1: bad crashed at \S+Z\n\nProcess bad in group bad exited unexpectedly \(pid \d+\) from state RUNNING\n$/,
      );
      expect(daemon.readFile('words')).toBe('-t -i\n');
    });
  });
});

describe('vigil-fatalmailbatch', () => {
  it('mails everything that is FATAL together', async () => {
    const words =
      '--toEmail=a@example.com,b@example.com --fromEmail=c@example.com -e TICK_5 -i 0.01 ' +
      '--sendmail_program="tee -a %(here)s/mail"';
    const broken = ['command=false', 'startretries=0', 'autostart=false'];
    const configuration =
      listener('fatalmailbatch', words, 'PROCESS_STATE_FATAL,TICK_5') +
      program('one', ...broken) +
      program('two', ...broken);
    await run(configuration, async (daemon) => {
      await daemon.untilRunning('fatalmailbatch');
      for (const name of ['one', 'two']) {
        await daemon.call('supervisor.startProcess', name, false);
      }
      const mail = await untilMail(daemon, /two:two failed to start too many times\n$/);
      expect(mail).toContain(
        'To: a@example.com,b@example.com\nFrom: c@example.com\nSubject: Fatal start alert from supervisord\n\n',
      );
      expect(mail).toContain('one:one failed to start too many times\n');
    });
  });
});

describe('vigil-fatalmailbatch with an SMTP server', () => {
  it('logs in and delivers', () =>
    withSmtpReceiver({ user: 'ops', password: 'hush' }, async ({ port, mails }) => {
      const words =
        '--toEmail=a@example.com --fromEmail=c@example.com -e TICK_5 -i 0.01 ' +
        `--smtpHost=127.0.0.1:${port} --userName=ops`;
      const configuration =
        listener('fatalmailbatch', words, 'PROCESS_STATE_FATAL,TICK_5') +
        program('one', 'command=false', 'startretries=0', 'autostart=false');
      await run(configuration, async (daemon) => {
        await daemon.untilRunning('fatalmailbatch');
        await daemon.call('supervisor.startProcess', 'one', false);
        await waitUntil('a mail', () => mails, { accept: ({ length }) => length > 0 });
        expect(mails).toMatchObject([{ user: 'ops', from: 'c@example.com', to: ['a@example.com'] }]);
        expect(mails[0]?.text).toContain('one:one failed to start too many times');
      });
    }));
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers with these statuses, one after the other, and 200 from then on. */
async function withReceiver(
  statuses: readonly number[],
  use: (url: string, received: readonly Received[]) => Promise<void>,
): Promise<void> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(statuses[received.length - 1] ?? 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret`, received);
  } finally {
    server.close();
  }
}

describe('vigil-webhook', () => {
  it('posts a crash with a signature, again after a bad answer', async () => {
    await withReceiver([503], async (url, received) => {
      const configuration =
        listener('webhook', url, 'PROCESS_STATE_EXITED,PROCESS_STATE_FATAL') +
        program('bad', ...FAILING, 'autostart=false');
      await run(configuration, async (daemon) => {
        await daemon.untilRunning('webhook');
        await daemon.call('supervisor.startProcess', 'bad');
        await waitUntil('two requests', () => received.length === 2);
        const [first, second] = received;
        expect(second?.body).toBe(first?.body);
        const expected = createHmac('sha256', 'hush')
          .update(second?.body ?? '')
          .digest('hex');
        expect(second?.headers).toMatchObject({
          'content-type': 'application/json',
          'x-vigil-event': 'PROCESS_STATE_EXITED',
          'x-vigil-signature': `sha256=${expected}`,
        });
        expect(JSON.parse(second?.body ?? '')).toMatchObject({
          event: 'PROCESS_STATE_EXITED',
          process: 'bad',
          group: 'bad',
          fromState: 'RUNNING',
          server: 'supervisor',
        });
        expect(daemon.readFile('webhook.err')).toMatch(
          /^vigil-webhook: try 1 failed, 127\.0\.0\.1:\d+: status 503\n$/,
        );
      });
    });
  });
});

describe.each(COMMANDS)('vigil-%s', (command) => {
  // From Node 22 on it would load 7 MB that no listener needs.
  it('does not import node:http', () => {
    expect(readFileSync(`${ROOT}dist/vigil-${command}.js`, 'utf8')).not.toMatch(/from "node:https?"/);
  });

  const start = (...words: readonly string[]): Promise<CompletedRun> =>
    runToExit(`${ROOT}bin/vigil-${command}`, words, { environment: { PATH: process.env['PATH'] ?? '' } });

  it('prints its usage', async () => {
    const { code, stdout, stderr } = await start('-h');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`\nUsage: vigil-${command} [options]`);
  });

  it('refuses a wrong command line, and keeps standard output free of it', async () => {
    const { code, stdout, stderr } = await start('--nonsense');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`vigil-${command}: there is no option --nonsense\n\nvigil-${command} -- `);
  });
});
