/** The collector that Prometheus has for Supervisor, against a vigild: it reads the states over XML-RPC. */
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONFIG = `${daemonSections()}
[program:web]
command=cat
startsecs=0
[program:down]
command=cat
autostart=false
`;

describeWithPeer('node-exporter', 'the supervisord collector of prometheus-node-exporter', () => {
  it('reports every program of a vigild', async () => {
    const directory = makeTempDir();
    const [own, exporter] = [await freePort(), await freePort()];
    const text = `${CONFIG}[inet_http_server]\nport=127.0.0.1:${own}\n`;
    await withDaemon({ kind: 'vigild', directory: directory.path, text }, async (daemon) => {
      await daemon.untilRunning('web');
      const collector = spawn(
        peerPath('node-exporter'),
        [
          '--collector.disable-defaults',
          '--collector.supervisord',
          `--collector.supervisord.url=http://127.0.0.1:${own}/RPC2`,
          `--web.listen-address=127.0.0.1:${exporter}`,
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let said = '';
      collector.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      try {
        const scraped = await waitUntil('its metrics', () => scrape(exporter));
        const families = new Map(
          parsePrometheusTextFormat(scraped ?? '').map((family) => [family.name, family.metrics]),
        );
        expect(families.get('node_supervisord_up'), said).toBeDefined();
        const byName = (family: string) =>
          new Map(families.get(family)?.map(({ labels, value }) => [labels?.['name'], value]));
        expect(byName('node_supervisord_up')).toEqual(
          new Map([
            ['web', '1'],
            ['down', '0'],
          ]),
        );
        expect(byName('node_supervisord_state')).toEqual(
          new Map([
            ['web', '20'],
            ['down', '0'],
          ]),
        );
        expect([...byName('node_supervisord_exit_status').keys()].sort()).toEqual(['down', 'web']);
        expect(Number(byName('node_supervisord_start_time_seconds').get('web'))).toBeGreaterThan(1e9);
      } finally {
        collector.kill('SIGKILL');
        await waitUntil(
          'the end of the exporter',
          () => collector.exitCode !== null || collector.signalCode !== null,
        );
      }
    });
    directory.remove();
  });
});

/** Null while nobody answers. */
function scrape(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path: '/metrics', agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', () => resolve(null));
    outgoing.end();
  });
}
