/** vigild under a service manager: what it tells it, and the unit that it writes for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIGURATION = `${daemonSections({ supervisord: ['identifier=web one'] })}
[program:prints]
command=sh -c 'env > %(here)s/environment; exec sleep 1000'
`;

/** Receives datagrams, which Node cannot do on a unix socket, and writes them to its output. */
const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(receiver.recv(4096).decode(), flush=True)
`;

describeWithPeer('python3', 'a daemon under a service manager', () => {
  test('says when it is ready, that it lives, and that it begins anew or ends; programs do not hear of it', () =>
    withTempDir(async (directory) => {
      const socket = join(directory, 'notify');
      const receiver = spawn(peerPath('python3'), ['-c', RECEIVER, socket]);
      try {
        let heard = '';
        receiver.stdout.on('data', (data: Buffer) => {
          heard += data.toString();
        });
        await once(receiver.stdout, 'data');
        const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '200000' };
        await withDaemon({ kind: 'vigild', directory, text: CONFIGURATION, environment }, async (daemon) => {
          await waitUntil('READY', () => heard.includes(`READY=1\nMAINPID=${daemon.pid}\n`));
          await waitUntil('signs of life', () => (heard.match(/WATCHDOG=1/g) ?? []).length >= 3);
          const inherited = await daemon.untilFile('environment', (text) => text.includes('PWD='));
          expect(inherited).not.toMatch(/NOTIFY_SOCKET|WATCHDOG/);
          daemon.signal('SIGHUP');
          await waitUntil('RELOADING, then READY', () =>
            /RELOADING=1\nMONOTONIC_USEC=\d+\n(.*\n)*READY=1/.test(heard),
          );
          await daemon.stop();
          await waitUntil('STOPPING', () => heard.includes('STOPPING=1'));
        });
      } finally {
        receiver.kill('SIGKILL');
        await once(receiver, 'exit');
      }
    }));
});

test('a unit for a configuration that is refused is not printed', () =>
  withTempDir(async (directory) => {
    const run = await printUnit(directory, '[supervisord]\nloglevel=loud\n');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('loglevel');
  }));

describeWithPeer('systemd-analyze', 'the unit', () => {
  test('is one that systemd accepts', () =>
    withTempDir(async (directory) => {
      const { code, stdout } = await printUnit(directory, CONFIGURATION);
      expect(code).toBe(0);
      const path = join(directory, 'vigild.service');
      writeFileSync(path, stdout);
      const verdict = await runToExit(peerPath('systemd-analyze'), ['verify', '--man=no', path]);
      expect(verdict.stderr.split('\n').filter((line) => line.includes('vigild.service'))).toEqual([]);
    }));
});

function printUnit(directory: string, text: string) {
  const file = join(directory, 'supervisord.conf');
  writeFileSync(file, text);
  return runDaemonCommand({ kind: 'vigild', directory, arguments: ['--print-service', '-c', file] });
}
