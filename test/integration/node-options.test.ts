/** The options of the Node that a daemon stays in: given by itself, in the same process, and seen by nobody else. */
import { readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonCommand } from '../support/daemon-command.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const FRUGAL = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=0'];
const TEXT = `[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
[unix_http_server]
file=%(here)s/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:env]
command=sh -c "env -0 >env; exec sleep 1000"
directory=%(here)s
`;

const commandLine = ({ pid }: Daemon) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);

async function written(daemon: Daemon, name: string): Promise<string> {
  await waitUntil('the program', () => daemon.log(), { accept: (log) => log.includes('entered RUNNING') });
  return readFileSync(join(daemon.directory, name), 'utf8');
}

describe('a daemon in the foreground', () => {
  it('has the options, and is the process that was started', () =>
    withTempDir((directory) =>
      withDaemon({ kind: 'vigild', directory, text: TEXT }, async (daemon) => {
        const [, ...args] = commandLine(daemon);
        expect(args.slice(0, 3)).toEqual(FRUGAL);
        expect(args.slice(3, 5)).toEqual([daemonCommand('vigild'), '--nodaemon']);
        expect(readFileSync(join(directory, 'supervisord.pid'), 'utf8')).toBe(`${daemon.pid}\n`);
      }),
    ));

  it('has them when only the configuration says that it stays there', () =>
    withTempDir((directory) => {
      const text = TEXT.replace('[supervisord]', '[supervisord]\nnodaemon=true');
      return withDaemon({ kind: 'vigild', directory, text, mode: 'as-configured' }, async (daemon) => {
        expect(commandLine(daemon).slice(1, 4)).toEqual(FRUGAL);
        expect(readFileSync(join(directory, 'supervisord.pid'), 'utf8')).toBe(`${daemon.pid}\n`);
        expect(await written(daemon, 'env')).not.toMatch(/VIGIL/);
      });
    }));

  it('keeps those that the operator chose', () =>
    withTempDir((directory) => {
      const environment = { NODE_OPTIONS: '--max-semi-space-size=8' };
      return withDaemon({ kind: 'vigild', directory, text: TEXT, environment }, async (daemon) => {
        expect(commandLine(daemon).slice(1, 4)).toEqual([...FRUGAL.slice(1), daemonCommand('vigild')]);
      });
    }));

  it('hands on to programs what it was given itself, and nothing else', () =>
    withTempDir((directory) => {
      const environment = { ODD: 'a \'b\' "c"\n=ü' };
      return withDaemon({ kind: 'vigild', directory, text: TEXT, environment }, async (daemon) => {
        const variables = (await written(daemon, 'env')).split('\0');
        expect(variables).toContain(`ODD=${environment.ODD}`);
        expect(variables.filter((variable) => variable.startsWith('VIGIL'))).toEqual([]);
      });
    }));

  it('keeps the descriptors that its parent left open', () =>
    withTempDir((directory) => {
      writeFileSync(join(directory, 'lock'), '');
      const prefix = ['bash', '-c', 'exec 4<lock 9<lock 63<lock; exec "$0" "$@"'];
      return withDaemon({ kind: 'vigild', directory, text: TEXT, prefix }, async (daemon) => {
        expect(commandLine(daemon).slice(1, 4)).toEqual(FRUGAL);
        for (const fd of [4, 9, 63]) {
          expect(basename(readlinkSync(`/proc/${daemon.pid}/fd/${fd}`))).toBe('lock');
        }
      });
    }));

  it('is called as it was called', () =>
    withTempDir((directory) => {
      const link = join(directory, 'supervisord');
      symlinkSync(daemonCommand('vigild'), link);
      // The command itself becomes an argument of the shell, in whose place the link is started.
      const prefix = ['sh', '-c', 'exec ./supervisord "$@"'];
      return withDaemon({ kind: 'vigild', directory, text: TEXT, prefix }, async (daemon) => {
        expect(commandLine(daemon)[4]).toBe(link);
      });
    }));
});

it('a daemon in the background has them, too', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text: TEXT, mode: 'daemonized' }, async (daemon) => {
      expect(commandLine(daemon).slice(1, 4)).toEqual(FRUGAL);
    }),
  ));
