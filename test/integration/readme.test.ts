/** What the README tells a newcomer to do, done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const environment = { PATH: process.env['PATH'] ?? '', HOME: '/tmp' };

const run = (command: string, ...commandArguments: readonly string[]) =>
  runToExit(join(ROOT, 'bin', command), commandArguments, { directory: ROOT, environment });

const blocks = (language: string): readonly string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text ?? '');

describe('the README', () => {
  it('runs the main job: `npm start` shows that it lives, and the command beside it shows what runs', async () => {
    expect(blocks('sh')[0]).toBe('npm ci && npm start\n');
    const [, status] = blocks('sh');
    expect(status).toBe('bin/vigilctl -c examples/hello.conf status\n');
    const daemon = spawn('npm', ['start'], { cwd: ROOT, env: environment, detached: true, stdio: 'pipe' });
    let output = '';
    daemon.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    try {
      await waitUntil('the clock in the terminal', () => output, {
        accept: (text) => text.includes(status?.trim() ?? '') && /^clock: \d\d:\d\d:\d\d$/m.test(text),
      });
      const programs = await waitUntil(
        'all programs RUNNING',
        async () => (await run('vigilctl', '-c', 'examples/hello.conf', 'status')).stdout,
        { accept: (text) => /^clock +RUNNING .*\nidle +RUNNING .*\n$/.test(text) },
      );
      expect(programs).not.toBe('');
    } finally {
      // Ctrl-C in a terminal reaches the whole foreground group: npm and vigild.
      if (daemon.pid !== undefined) process.kill(-daemon.pid, 'SIGINT');
      await once(daemon, 'exit');
    }
    await waitUntil(
      'the daemon gone',
      async () => (await run('vigilctl', '-c', 'examples/hello.conf', 'pid')).code,
      {
        accept: (code) => code !== 0,
      },
    );
  });

  it('shows configurations that vigild accepts', () =>
    withTempDir(async (directory) => {
      const [whole = '', ...parts] = blocks('ini');
      expect(whole).toContain('[program:web]');
      for (const [index, text] of [whole, ...parts].entries()) {
        const file = join(directory, `${index}.conf`);
        writeFileSync(file, text.includes('[supervisord]') ? text : `[supervisord]\n${text}`);
        expect(await run('vigild', '--config-dump', '-c', file)).toMatchObject({ code: 0 });
      }
    }));

  it('names only flags and actions that exist', async () => {
    const help =
      (await run('vigild', '-h')).stdout +
      (await run('vigilctl', '-h')).stdout +
      (await run('vigilctl', 'help', 'run')).stdout;
    const actions = (await run('vigilctl', 'help')).stdout;
    const commands = [...README.matchAll(/`?(vigild|vigilctl) ([^`\n#]+)/g)];
    expect(commands.length).toBeGreaterThan(8);
    for (const [, command, rest = ''] of commands) {
      // What stands after two dashes is another command.
      const [ours = ''] = rest.split(' -- ');
      const words = ours.trim().split(/\s+/);
      for (const flag of words.filter((word) => /^--?\w/.test(word) && word !== '-f')) {
        expect(help, `${command} ${rest}`).toContain(flag);
      }
      const action = command === 'vigilctl' ? words.find((word) => /^[a-z]+$/.test(word)) : undefined;
      if (action !== undefined) expect(actions, `${command} ${rest}`).toMatch(new RegExp(`\\b${action}\\b`));
    }
  });
});
