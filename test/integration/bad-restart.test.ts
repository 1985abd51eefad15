/** A SIGHUP with a configuration that cannot be used: refused where that can be known before, said where it cannot. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort, withTakenPort } from '../support/free-port.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIGURATION = `${daemonSections()}
[program:cat]
command=cat
`;
/** A name that is too long for anybody to be asked for its address. */
const UNUSABLE = `[inet_http_server]\nport=${'x'.repeat(300)}:9001\nusername=a\npassword=b\n`;

it('a mistake leaves the programs alone, and every mistake is named', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
      const pids = () => daemon.family().map(({ pid }) => pid);
      await waitUntil('the program', () => /success: cat/.test(daemon.log()));
      const before = pids();
      const mistakes = '[program:x]\ncommand=cat\nstartsecs=abc\nautorestart=maybe\n';
      daemon.writeFile('supervisord.conf', CONFIGURATION + mistakes);
      daemon.signal('SIGHUP');
      await waitUntil('both mistakes in the log', () => daemon.log(), {
        accept: (log) => log.match(/ERRO not restarted, all programs are left alone: /g)?.length === 2,
      });
      expect(pids()).toEqual(before);
      expect(daemon.log()).not.toMatch(/stopped:/);
    }),
  ));

/** The address is one that no machine has: reserved for documentation (RFC 5737). */
it.each([
  [
    'a server',
    '[inet_http_server]\nport=192.0.2.1:9001\nusername=a\npassword=b\n',
    /192.0.2.1:9001.*EADDRNOTAVAIL \(.*:\d+: \[inet_http_server\]: no network interface/,
  ],
  [
    'a socket of a program',
    '[fcgi-program:x]\ncommand=cat\nsocket=unix:///nonexistent/x.sock\n',
    /x.sock.*ENOENT \(.*:\d+: \[fcgi-program:x\]: create the directory \/nonexistent\)/,
  ],
  ['the log', '', /Cannot open log file ".*folder": EISDIR \(.*\[supervisord\] logfile: set "logfile"/],
])('%s that cannot be opened leaves the programs alone', (what, more, reason) =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
      const pids = () => daemon.family().map(({ pid }) => pid);
      await waitUntil('the program', () => /success: cat/.test(daemon.log()));
      const before = pids();
      mkdirSync(join(directory, 'folder'));
      const changed = what === 'the log' ? CONFIGURATION.replace('supervisord.log', 'folder') : CONFIGURATION;
      daemon.writeFile('supervisord.conf', changed + more);
      daemon.signal('SIGHUP');
      await waitUntil('the refusal', () => /not restarted, all programs are left alone/.test(daemon.log()));
      expect(daemon.log()).toMatch(reason);
      expect(pids()).toEqual(before);
    }),
  ),
);

const serverOn = (port: number) => `[inet_http_server]\nport=127.0.0.1:${port}\nusername=a\npassword=b\n`;

it('a port that another program has leaves the programs alone', () =>
  withTakenPort((port) =>
    withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
        await waitUntil('the program', () => /success: cat/.test(daemon.log()));
        daemon.writeFile('supervisord.conf', CONFIGURATION + serverOn(port));
        daemon.signal('SIGHUP');
        await waitUntil('the refusal', () => /not restarted, all programs are left alone/.test(daemon.log()));
        expect(daemon.log()).toMatch(
          new RegExp(`127.0.0.1:${port}.*EADDRINUSE .*ss -ltnp 'sport = :${port}' shows the program there`),
        );
        expect(daemon.log()).not.toMatch(/stopped:/);
      }),
    ),
  ));

it('a port that a program of its own has is free once that is stopped', async () => {
  const port = await freePort();
  const listen = `require("node:net").createServer().listen(${port},"127.0.0.1",()=>console.log("listens"))`;
  const text = `${daemonSections()}
[program:web]
command=${process.execPath} -e '${listen}'
stdout_logfile=%(here)s/web.log
`;
  await withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
      await waitUntil('the program', () => /listens/.test(daemon.readFile('web.log')));
      daemon.writeFile('supervisord.conf', CONFIGURATION + serverOn(port));
      daemon.signal('SIGHUP');
      await waitUntil('the new program', () => /success: cat/.test(daemon.log()));
      expect(daemon.log()).not.toMatch(/not restarted/);
      expect(daemon.isRunning()).toBe(true);
    }),
  );
});

it('a server that cannot be opened ends the restart with status 2 and its reason in the log', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
      await waitUntil('the program', () => /success: cat/.test(daemon.log()));
      daemon.writeFile('supervisord.conf', CONFIGURATION + UNUSABLE);
      daemon.signal('SIGHUP');
      await waitUntil('the end', () => !daemon.isRunning());
      expect(daemon.log()).toMatch(/CRIT cannot restart: Cannot open an HTTP server: /);
      expect(daemon.leftovers()).toEqual([]);
    }),
  ));
