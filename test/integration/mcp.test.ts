/** `vigilctl mcp` with the client of the protocol's own library, against a real daemon. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { isAlive } from '../support/proc-files.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { vigilctlCommand } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const directory = makeTempDir();

const CONFIG = `${daemonSections()}
[program:web]
command=cat
startsecs=0
environment=API_TOKEN="hush-hush"
[program:db]
command=cat
startsecs=0
[program:broken]
command=sh -c "echo cannot open /srv/data; exit 3"
startretries=0
stdout_logfile=%(here)s/broken.log
[program:secret]
command=sleep 1000 --password=hush-hush
autostart=false
`;

const daemon = new Daemon({ kind: 'vigild', directory: directory.path, text: CONFIG });

beforeAll(async () => {
  await daemon.start();
  await daemon.untilRunning('web', 'db');
  await daemon.untilLog(/gave up: broken entered FATAL/);
});

afterAll(async () => {
  await daemon.destroy();
  directory.remove();
});

interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

class Agent {
  readonly #client = new Client({ name: 'a-test', version: '1' });
  readonly #transport: StdioClientTransport;

  constructor(...allow: readonly string[]) {
    const words = allow.flatMap((name) => ['--allow', name]);
    const [command, ...args] = vigilctlCommand(daemon, 'mcp', ...words);
    this.#transport = new StdioClientTransport({ command, args });
  }

  get pid(): number {
    return this.#transport.pid ?? 0;
  }

  connect(): Promise<void> {
    return this.#client.connect(this.#transport);
  }

  async tools(): Promise<readonly string[]> {
    return (await this.#client.listTools()).tools.map(({ name }) => name);
  }

  async call(name: string, parameters: Record<string, unknown> = {}): Promise<Answer> {
    const { content, isError } = await this.#client.callTool({ name, arguments: parameters });
    const [first] = content as { text: string }[];
    return { text: first?.text ?? '', isError: isError === true };
  }

  async close(): Promise<void> {
    const { pid } = this;
    await this.#client.close();
    await waitUntil('the end of vigilctl', () => !isAlive(pid));
  }
}

async function withAgent(allow: readonly string[], use: (agent: Agent) => Promise<void>): Promise<void> {
  const agent = new Agent(...allow);
  try {
    await agent.connect();
    await use(agent);
  } finally {
    await agent.close();
  }
}

async function stateOf(name: string): Promise<string> {
  return ((await daemon.call('supervisor.getProcessInfo', name)) as { statename: string }).statename;
}

describe('an agent', () => {
  it('finds out why a program does not run', () =>
    withAgent([], async (agent) => {
      expect(await agent.tools()).toEqual(
        expect.arrayContaining([
          'get_all_process_info',
          'get_process_info',
          'read_process_stdout_log',
          'plan',
        ]),
      );
      const info = await agent.call('get_process_info', { name: 'broken' });
      expect(JSON.parse(info.text)).toMatchObject({ statename: 'FATAL' });
      const log = await agent.call('read_process_stdout_log', { name: 'broken', offset: 0, length: 0 });
      expect(log.text).toContain('cannot open /srv/data');
    }));

  it('may touch nothing unless it was allowed to', () =>
    withAgent([], async (agent) => {
      const pid = daemon.call('supervisor.getProcessInfo', 'web');
      for (const tool of ['stop_process', 'start_process', 'restart_process']) {
        const answer = await agent.call(tool, { name: 'web' });
        expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('--allow') });
      }
      expect(await daemon.call('supervisor.getProcessInfo', 'web')).toMatchObject({
        pid: ((await pid) as { pid: number }).pid,
      });
      expect(await agent.call('shutdown')).toEqual({ isError: true, text: 'There is no tool shutdown.' });
    }));

  it('may touch what it was allowed to, and nothing beside', () =>
    withAgent(['we*'], async (agent) => {
      expect(await agent.call('stop_process', { name: 'web' })).toMatchObject({ isError: false });
      expect(await stateOf('web')).toBe('STOPPED');
      expect(await agent.call('restart_process', { name: 'web:*' })).toMatchObject({ isError: false });
      expect(await stateOf('web')).toBe('RUNNING');
      const history = await agent.call('get_history', { name: 'web', since: 0, limit: 0 });
      const commands = (JSON.parse(history.text) as { kind: string; by?: string }[]).filter(
        ({ by }) => by !== undefined,
      );
      expect(commands.length).toBeGreaterThan(0);
      for (const { by } of commands) expect(by).toContain('vigilctl-mcp');
      expect(await agent.call('stop_process', { name: 'db' })).toMatchObject({ isError: true });
      expect(await stateOf('db')).toBe('RUNNING');
    }));

  it('applies a configuration only where it may touch all that changes', async () => {
    const changed = CONFIG.replaceAll('[program:web]\ncommand=cat', '[program:web]\ncommand=cat -u');
    await withAgent(['web'], async (agent) => {
      writeFileSync(
        join(directory.path, 'supervisord.conf'),
        changed.replace('[program:db]', '[program:db]\npriority=5'),
      );
      expect(await agent.call('apply', { names: [] })).toMatchObject({
        isError: true,
        text: expect.stringMatching(/^Not allowed for db:db:/),
      });
      writeFileSync(join(directory.path, 'supervisord.conf'), changed);
      expect(await agent.call('apply', { names: [] })).toMatchObject({ isError: false });
      expect(JSON.parse((await agent.call('plan', { names: [] })).text)).toMatchObject({
        has_changes: false,
      });
    });
  });

  it('sees no secrets, and is told what is wrong', () =>
    withAgent(['*'], async (agent) => {
      const configuration = await agent.call('get_all_config_info');
      expect(configuration.text).toContain('--password=***');
      const effective = await agent.call('get_effective_config', { name: 'web' });
      expect(configuration.text + effective.text).not.toContain('hush-hush');
      expect(await agent.call('get_process_info', { name: 'nope' })).toEqual({
        isError: true,
        text: 'BAD_NAME: nope',
      });
      expect(await agent.call('get_process_info')).toMatchObject({ isError: true });
    }));
});
