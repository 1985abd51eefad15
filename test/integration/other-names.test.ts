/** vigild and vigilctl called as supervisord and supervisorctl, by symbolic links: they are the same. */
import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

const CONFIG = `${daemonSections()}
[program:cat]
command=cat
startsecs=0
autostart=false
`;

const NAMES = [
  ['vigild', 'vigilctl'],
  ['supervisord', 'supervisorctl'],
] as const;

/** What both commands print and end with, under these names. */
async function observe(directory: string, daemonName: string, clientName: string) {
  symlinkSync(join(BIN, 'vigild'), join(directory, daemonName));
  symlinkSync(join(BIN, 'vigilctl'), join(directory, clientName));
  const environment = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: '/nonexistent',
    LANG: 'C.UTF-8',
  };
  const daemon = new Daemon({
    kind: 'vigild',
    directory,
    text: CONFIG,
    mode: 'daemonized',
    launch: ([, ...words]) => [join(directory, daemonName), ...words],
  });
  const seen: string[] = [];
  const run = async (command: string, ...words: string[]) => {
    const { code, stdout, stderr } = await runToExit(join(directory, command), words, {
      directory,
      environment,
    });
    seen.push(`${words.join(' ')}: ${code}\n${stdout}${stderr}`.replaceAll(directory, 'DIRECTORY'));
  };
  const control = (...words: string[]) => run(clientName, '-c', 'supervisord.conf', ...words);
  try {
    await run(daemonName, '-h');
    await run(daemonName, '-v');
    await run(daemonName, '-x');
    await run(clientName, '-h');
    await run(clientName, '-x');
    await control('status');
    await daemon.start();
    expect(readFileSync(`/proc/${daemon.pid}/comm`, 'utf8')).toBe(`${daemonName}\n`);
    await control('status');
    await control('start', 'cat', 'nosuch');
    await control('help');
    await control('-o', 'json', 'version');
    // Without -c both find the file beside them, as Supervisor does.
    await run(clientName, 'restart', 'cat');
    await control('reload');
    await waitUntil('the second life', () =>
      /supervisord started[\s\S]*supervisord started/.test(daemon.log()),
    );
    await control('shutdown');
    await daemon.untilExit();
  } finally {
    await daemon.destroy();
  }
  return seen;
}

it('do and say the same under either name', async () => {
  const [own, other] = await Promise.all(
    NAMES.map(([daemonName, clientName]) =>
      withTempDir((directory) => observe(directory, daemonName, clientName)),
    ),
  );
  // The name itself is in usage lines and in advice.
  const renamed = own?.map((text) =>
    text.replace(/\bvigilctl\b/g, 'supervisorctl').replace(/\bvigild\b/g, 'supervisord'),
  );
  expect(other?.map((text) => text.replace(/\bvigild\b/g, 'supervisord'))).toEqual(renamed);
});

it.each(NAMES)('%s and %s begin their help as Supervisor does', async (daemonName, clientName) => {
  await withTempDir(async (directory) => {
    const environment = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
    const firstLine = async (name: string, target: string) => {
      symlinkSync(join(BIN, target), join(directory, name));
      const { stdout } = await runToExit(join(directory, name), ['-h'], { environment });
      return stdout.split('\n')[0];
    };
    expect(await firstLine(daemonName, 'vigild')).toBe(
      'supervisord -- run a set of applications as daemons.',
    );
    expect(await firstLine(clientName, 'vigilctl')).toBe(
      'supervisorctl -- control applications run by supervisord from the cmd line.',
    );
  });
});
