/** Servers that are exchanged while they serve, and masters that are killed while their workers hold the port. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import { below, infoOf, treeOf, withFollowedPrograms } from '../support/followed-daemon.ts';
import { freePort } from '../support/free-port.ts';
import { describeAsRoot, describeWithPeer, peerPath } from '../support/peers.ts';
import { waitUntil } from '../support/wait-until.ts';
import { apacheConfiguration, nginxConfiguration } from './real-servers.ts';

describeWithPeer('nginx', 'nginx', () => {
  // In the foreground nginx ignores the signal: it takes its supervisor for an older nginx.
  it('in the background is upgraded under load: no request fails, and the new master is followed', async () => {
    const port = await freePort();
    await withNginx({ port, setting: '' }, async (daemon) => {
      await untilRunning(daemon);
      const load = new Load(port);
      const { start } = await infoOf(daemon, 'server');
      for (let time = 1; time <= 2; time += 1) {
        const { pid: old } = await infoOf(daemon, 'server');
        await load.untilAnswers(50);
        process.kill(old, 'SIGUSR2');
        await waitUntil('the new master', () => newMaster(daemon, old));
        await load.untilAnswers(50);
        process.kill(old, 'SIGWINCH');
        await load.untilAnswers(50);
        process.kill(old, 'SIGQUIT');
        await daemon.untilLog(/server handed over to a successor/, time);
        await load.untilAnswers(50);
        const info = await infoOf(daemon, 'server');
        expect(info).toMatchObject({ pid: newMaster(daemon, old), statename: 'RUNNING', start });
      }
      expect(await load.stop()).toEqual([]);
      expect(daemon.log().match(/spawned: 'server'/g)).toHaveLength(1);
      expect(await treeOf(daemon, 'server')).toHaveLength(3);
      await daemon.call('supervisor.stopProcess', 'server');
      expect(below(daemon)).toEqual([]);
    });
  });

  it('in the foreground is started again after its master was killed and the workers held the port', async () => {
    const port = await freePort();
    await withNginx({ port, setting: 'daemon off;' }, async (daemon) => {
      await expectRestartAfterKill(daemon, port);
    });
  });
});

describeAsRoot('a killed master', () => {
  describeWithPeer('apache2', 'apache2', () => {
    it('in the foreground is started again although its workers held the port', async () => {
      const port = await freePort();
      const programs = (directory: string) => {
        writeFileSync(join(directory, 'apache2.conf'), apacheConfiguration(directory, port));
        mkdirSync(join(directory, 'www'));
        writeFileSync(join(directory, 'www', 'index.html'), 'apache serves');
        return `[program:server]\ncommand=${peerPath('apache2')} -d ${directory} -DFOREGROUND\nstopwaitsecs=2\n`;
      };
      await withFollowedPrograms({ programs }, (daemon) => expectRestartAfterKill(daemon, port));
    });
  });
});

describe('the load of these tests', () => {
  it('counts a request that fails', async () => {
    const load = new Load(await freePort());
    await waitUntil('a failure', () => load.failures.length);
    expect((await load.stop())[0]).toContain('ECONNREFUSED');
  });
});

function withNginx(
  { port, setting }: { readonly port: number; readonly setting: string },
  use: (daemon: Daemon) => Promise<void>,
): Promise<void> {
  const programs = (directory: string) => {
    writeFileSync(join(directory, 'nginx.conf'), nginxConfiguration(directory, port, setting));
    return `[program:server]\ncommand=${peerPath('nginx')} -c ${directory}/nginx.conf\n`;
  };
  return withFollowedPrograms({ programs }, use);
}

async function untilRunning(daemon: Daemon): Promise<void> {
  await waitUntil('the state RUNNING', async () => (await infoOf(daemon, 'server')).statename, {
    accept: (state) => state === 'RUNNING',
  });
}

/** 0 as long as the pid file names the old one, or nobody. */
function newMaster(daemon: Daemon, old: number): number {
  const written = Number(daemon.readFile('nginx.pid'));
  return written === old ? 0 : written;
}

async function expectRestartAfterKill(daemon: Daemon, port: number): Promise<void> {
  await untilRunning(daemon);
  // On a busy machine it may be RUNNING and have no workers yet, which would leave nothing behind.
  await waitUntil('an answer', () => requestOnce(port).catch(() => 0), {
    accept: (status) => status === 200,
  });
  const { pid } = await infoOf(daemon, 'server');
  process.kill(pid, 'SIGKILL');
  await daemon.untilLog(/server left processes behind, which are ended before it is started again/);
  await daemon.untilLog(/success: server entered RUNNING/, 2);
  expect(await requestOnce(port)).toBe(200);
  expect(daemon.log()).not.toMatch(/BACKOFF|FATAL|Exited too quickly/);
  await daemon.call('supervisor.stopProcess', 'server');
  expect(below(daemon)).toEqual([]);
}

/** Requests without an end, four at a time, each on a connection of its own. */
class Load {
  readonly failures: string[] = [];
  readonly #port: number;
  #answers = 0;
  #isOver = false;
  readonly #workers: readonly Promise<void>[];

  constructor(port: number) {
    this.#port = port;
    this.#workers = Array.from({ length: 4 }, () => this.#work());
  }

  async untilAnswers(more: number): Promise<void> {
    const wanted = this.#answers + more;
    await waitUntil('answers', () => this.#answers, { accept: (count) => count >= wanted });
  }

  async stop(): Promise<readonly string[]> {
    this.#isOver = true;
    await Promise.all(this.#workers);
    return this.failures;
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      try {
        const status = await requestOnce(this.#port);
        if (status === 200) this.#answers += 1;
        else this.failures.push(`status ${status}`);
      } catch (error) {
        this.failures.push(String(error));
      }
    }
  }
}

function requestOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/index.html', agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
  });
}
