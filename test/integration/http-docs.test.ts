/** The pages about HTTP: their examples are sent to a daemon, and every address and metric of a daemon stands there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { WebClient } from '../support/web-client.ts';

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');

const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '');

async function withServer(use: (client: WebClient, daemon: Daemon) => Promise<void>): Promise<void> {
  const port = await freePort();
  const text = `${daemonSections()}
[inet_http_server]
port=127.0.0.1:${port}
[program:web]
command=cat
autostart=false
startsecs=0
`;
  await withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text }, (daemon) => use(new WebClient(port), daemon)),
  );
}

it('calls and answers are as docs/http-api.md shows them', () =>
  withServer(async (client) => {
    const examples = blocks(page('http-api.md'), 'json');
    expect(examples.length).toBe(4);
    for (let index = 0; index < examples.length; index += 2) {
      const [body = '', answer = ''] = examples.slice(index, index + 2);
      const headers = { 'Content-Type': 'application/json' };
      const { body: got } = await client.call('/rpc', { method: 'POST', headers, body });
      expect(JSON.parse(got)).toEqual(JSON.parse(answer));
    }
  }));

it('every address of docs/http-api.md is there', () =>
  withServer(async (client) => {
    const gets = ['/openrpc.json', '/mainlogfile', '/logfile/web', '/metrics', '/healthz', '/readyz'];
    for (const address of gets) {
      expect(page('http-api.md')).toContain(address.replace('web', 'NAME'));
      expect([address, (await client.call(address)).status]).toEqual([address, 200]);
    }
    const stream = await client.events('/events?types=state');
    expect(stream.status).toBe(200);
    stream.close();
  }));

it('docs/metrics.md has every metric, and no other', () =>
  withServer(async (client, daemon) => {
    await daemon.call('supervisor.startProcess', 'web');
    const { body } = await client.call('/metrics');
    const written = new Set(page('metrics.md').match(/vigil_[a-z_]+/g));
    expect(
      parsePrometheusTextFormat(body)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...written].sort());
  }));

it('configurations in docs/security.md are accepted', async () => {
  const examples = blocks(page('security.md'), 'ini');
  expect(examples.length).toBe(3);
  for (const text of examples) {
    await withTempDir(async (directory) => {
      const configuration = join(directory, 'supervisord.conf');
      writeFileSync(configuration, `${text}[supervisord]\n`);
      const commandArguments = ['--check', '-c', configuration];
      const run = await runDaemonCommand({ kind: 'vigild', directory, arguments: commandArguments });
      expect(run.stdout).toContain('no errors');
      expect(run.code).toBe(0);
    });
  }
});
