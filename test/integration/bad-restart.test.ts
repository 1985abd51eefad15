/** A SIGHUP with a configuration that cannot be used: refused where that can be known before, said where it cannot. */
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIGURATION = `${daemonSections()}
[program:cat]
command=cat
`;
/** An address that no machine has: reserved for documentation (RFC 5737). */
const UNUSABLE = '[inet_http_server]\nport=192.0.2.1:9001\nusername=a\npassword=b\n';

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

it('a server that cannot be opened ends the restart with status 2 and its reason in the log', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: CONFIGURATION }, async (daemon) => {
      await waitUntil('the program', () => /success: cat/.test(daemon.log()));
      daemon.writeFile('supervisord.conf', CONFIGURATION + UNUSABLE);
      daemon.signal('SIGHUP');
      await waitUntil('the end', () => !daemon.isRunning());
      expect(daemon.log()).toMatch(/CRIT cannot restart: Cannot open an HTTP server: .*EADDRNOTAVAIL/);
      expect(daemon.leftovers()).toEqual([]);
    }),
  ));
